-- WITHOUT ROWID is added by hand, as in 0000.
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credential_id_unique` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE INDEX `passkeys_user` ON `passkeys` (`user_id`);--> statement-breakpoint
CREATE TABLE `spent_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `images` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`title` text NOT NULL,
	`bytes` integer NOT NULL,
	`width` integer NOT NULL,
	`height` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `images_name_unique` ON `images` (`name`);
--> statement-breakpoint
ALTER TABLE `import_rejects` ADD `errors` text;
--> statement-breakpoint
ALTER TABLE `rebuilds` ADD `corrections` text;
--> statement-breakpoint
ALTER TABLE `exports` ADD `tries` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE `exports` ADD `state` text;
--> statement-breakpoint
CREATE TABLE `days` (
	`campaign_id` text NOT NULL,
	`from_bucket` integer NOT NULL,
	`to_bucket` integer NOT NULL,
	`entered` integer DEFAULT 0 NOT NULL,
	`reached` integer DEFAULT 0 NOT NULL,
	`engaged` integer DEFAULT 0 NOT NULL,
	`converted` integer DEFAULT 0 NOT NULL,
	`dismissed` integer DEFAULT 0 NOT NULL,
	`unsubscribed` integer DEFAULT 0 NOT NULL,
	`sent_email` integer DEFAULT 0 NOT NULL,
	`sent_sms` integer DEFAULT 0 NOT NULL,
	`sent_push` integer DEFAULT 0 NOT NULL,
	`delivered_email` integer DEFAULT 0 NOT NULL,
	`delivered_sms` integer DEFAULT 0 NOT NULL,
	`delivered_push` integer DEFAULT 0 NOT NULL,
	`bounced_email` integer DEFAULT 0 NOT NULL,
	`bounced_sms` integer DEFAULT 0 NOT NULL,
	`bounced_push` integer DEFAULT 0 NOT NULL,
	`opened_email` integer DEFAULT 0 NOT NULL,
	`opened_sms` integer DEFAULT 0 NOT NULL,
	`opened_push` integer DEFAULT 0 NOT NULL,
	`clicked_email` integer DEFAULT 0 NOT NULL,
	`clicked_sms` integer DEFAULT 0 NOT NULL,
	`clicked_push` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`campaign_id`, `from_bucket`, `to_bucket`)
) WITHOUT ROWID;
--> statement-breakpoint
-- A day of which a quarter changes is summed up anew; no day has as many as 128 quarters.
CREATE TRIGGER `quarters_added` AFTER INSERT ON `quarters` BEGIN
	DELETE FROM days WHERE campaign_id = '' AND from_bucket > NEW.bucket - 128 AND from_bucket <= NEW.bucket AND to_bucket > NEW.bucket;
END;
--> statement-breakpoint
CREATE TRIGGER `quarters_changed` AFTER UPDATE ON `quarters` BEGIN
	DELETE FROM days WHERE campaign_id = '' AND from_bucket > NEW.bucket - 128 AND from_bucket <= NEW.bucket AND to_bucket > NEW.bucket;
END;
--> statement-breakpoint
CREATE TRIGGER `quarters_removed` AFTER DELETE ON `quarters` BEGIN
	DELETE FROM days WHERE campaign_id = '' AND from_bucket > OLD.bucket - 128 AND from_bucket <= OLD.bucket AND to_bucket > OLD.bucket;
END;
--> statement-breakpoint
CREATE TABLE `segment_counts` (
	`segment_id` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL,
	`at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `dead_letters_at` ON `dead_letters` (`at`,`id`);
--> statement-breakpoint
ALTER TABLE `memberships` ADD `seq` integer DEFAULT 0 NOT NULL;
