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
-- Fewer rows for each member-step: ids of runs and deliveries begin with campaign and member, so that their keys lead to both.
ALTER TABLE `members` ADD `uid` text;
--> statement-breakpoint
UPDATE `members` SET `uid` = (SELECT substr(r.id, length(r.campaign_id) + 2, instr(substr(r.id, length(r.campaign_id) + 2), '.') - 1) FROM `runs` r WHERE r.member_id = members.id LIMIT 1);
--> statement-breakpoint
DROP INDEX `runs_member`;
--> statement-breakpoint
DROP INDEX `runs_campaign`;
--> statement-breakpoint
CREATE INDEX `runs_open` ON `runs` (`campaign_id`,`status`,`member_id`) WHERE status IN ('active', 'failed');
--> statement-breakpoint
DROP INDEX `deliveries_member`;
--> statement-breakpoint
DROP INDEX `deliveries_campaign`;
--> statement-breakpoint
CREATE INDEX `deliveries_open` ON `deliveries` (`campaign_id`,`channel`) WHERE status IN ('queued', 'sending');
--> statement-breakpoint
DROP INDEX `memberships_member`;
--> statement-breakpoint
CREATE INDEX `memberships_asleep` ON `memberships` (`member_id`) WHERE asleep = 1;
--> statement-breakpoint
ALTER TABLE `activity` ADD `first_seq` integer;
--> statement-breakpoint
DROP INDEX `inbox_received`;
--> statement-breakpoint
ALTER TABLE `inbox` ADD `handed` integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
CREATE VIEW `member_runs` AS SELECT m.id AS member_id, r.id AS id FROM members m CROSS JOIN campaigns c CROSS JOIN runs r
	ON r.id > c.id || '.' || m.uid || '.' AND r.id < c.id || '.' || m.uid || '/';
--> statement-breakpoint
CREATE VIEW `member_deliveries` AS SELECT m.id AS member_id, d.id AS id FROM members m CROSS JOIN campaigns c CROSS JOIN deliveries d
	ON d.id > c.id || '.' || m.uid || '.' AND d.id < c.id || '.' || m.uid || '/';
--> statement-breakpoint
ALTER TABLE `memberships` ADD `seq` integer DEFAULT 0 NOT NULL;
