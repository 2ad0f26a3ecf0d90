-- WITHOUT ROWID is added by hand, as in 0000.
CREATE TABLE `export_schedules` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`name` text NOT NULL,
	`format` text NOT NULL,
	`request` text NOT NULL,
	`weekday` integer,
	`at` text NOT NULL,
	`time_zone` text NOT NULL,
	`webhook_url` text,
	`next_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `export_schedules_campaign` ON `export_schedules` (`campaign_id`);--> statement-breakpoint
CREATE INDEX `export_schedules_next` ON `export_schedules` (`next_at`);--> statement-breakpoint
CREATE TABLE `exports` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text,
	`schedule_id` text,
	`format` text NOT NULL,
	`request` text NOT NULL,
	`status` text NOT NULL,
	`rows` integer DEFAULT 0 NOT NULL,
	`total` integer,
	`bytes` integer,
	`key` text,
	`message` text,
	`code` text,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	`moved_at` integer NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`webhook_url` text,
	`webhook_tries` integer DEFAULT 0 NOT NULL,
	`webhook_at` integer,
	`webhook_result` text
);
--> statement-breakpoint
CREATE INDEX `exports_campaign` ON `exports` (`campaign_id`);--> statement-breakpoint
CREATE INDEX `exports_running` ON `exports` (`moved_at`) WHERE status = 'running';--> statement-breakpoint
CREATE INDEX `exports_calls` ON `exports` (`webhook_at`) WHERE webhook_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE `imports` ADD `campaign_id` text;--> statement-breakpoint
CREATE TABLE `forecasts` (
	`campaign_id` text NOT NULL,
	`made_on` text NOT NULL,
	`day` text NOT NULL,
	`channel` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `made_on`, `day`, `channel`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `quarters` (
	`campaign_id` text NOT NULL,
	`bucket` integer NOT NULL,
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
	PRIMARY KEY(`campaign_id`, `bucket`)
) WITHOUT ROWID;
--> statement-breakpoint
-- A row for each metric that has come to something; a compound of as many queries would be over the platform's limit.
CREATE VIEW `series` AS
SELECT campaign_id, bucket, metric, n FROM (
	SELECT q.campaign_id, q.bucket, m.value AS metric, CASE m.value
		WHEN 'entered' THEN q.entered
		WHEN 'reached' THEN q.reached
		WHEN 'engaged' THEN q.engaged
		WHEN 'converted' THEN q.converted
		WHEN 'dismissed' THEN q.dismissed
		WHEN 'unsubscribed' THEN q.unsubscribed
		WHEN 'sent:email' THEN q.sent_email
		WHEN 'sent:sms' THEN q.sent_sms
		WHEN 'sent:push' THEN q.sent_push
		WHEN 'delivered:email' THEN q.delivered_email
		WHEN 'delivered:sms' THEN q.delivered_sms
		WHEN 'delivered:push' THEN q.delivered_push
		WHEN 'bounced:email' THEN q.bounced_email
		WHEN 'bounced:sms' THEN q.bounced_sms
		WHEN 'bounced:push' THEN q.bounced_push
		WHEN 'opened:email' THEN q.opened_email
		WHEN 'opened:sms' THEN q.opened_sms
		WHEN 'opened:push' THEN q.opened_push
		WHEN 'clicked:email' THEN q.clicked_email
		WHEN 'clicked:sms' THEN q.clicked_sms
		WHEN 'clicked:push' THEN q.clicked_push
	END AS n
	FROM quarters q CROSS JOIN json_each('["entered","reached","engaged","converted","dismissed","unsubscribed","sent:email","sent:sms","sent:push","delivered:email","delivered:sms","delivered:push","bounced:email","bounced:sms","bounced:push","opened:email","opened:sms","opened:push","clicked:email","clicked:sms","clicked:push"]') m
) WHERE n <> 0;
--> statement-breakpoint
CREATE TABLE `address_suppressions` (
	`channel` text NOT NULL,
	`address_hash` text NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`channel`, `address_hash`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `attempts` (
	`delivery_id` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`message` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attempts_member` ON `attempts` (`member_id`);--> statement-breakpoint
CREATE TABLE `provider_configs` (
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`base_url` text,
	`credentials` text,
	`rate_per_second` real,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`channel`, `kind`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `templates` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`name` text NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `members_email`;--> statement-breakpoint
DROP INDEX `members_phone`;--> statement-breakpoint
CREATE INDEX `members_by_email` ON `members` (`email`) WHERE email IS NOT NULL;--> statement-breakpoint
CREATE INDEX `members_by_phone` ON `members` (`phone`) WHERE phone IS NOT NULL;--> statement-breakpoint
CREATE TABLE `forecast_bases` (
	`campaign_id` text NOT NULL,
	`made_on` text NOT NULL,
	`made_at` integer NOT NULL,
	`rev` integer NOT NULL,
	`basis` text NOT NULL,
	PRIMARY KEY(`campaign_id`, `made_on`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `results` (
	`campaign_id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`member_id` text NOT NULL,
	PRIMARY KEY(`campaign_id`, `kind`, `at`, `member_id`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `runs` ADD `started_at` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `of_campaign_id` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `delivered_at` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `bounced_at` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `opened_at` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `clicked_at` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `engaged_at` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `unsubscribed_at` integer;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `firsts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `deliveries_of` ON `deliveries` (`of_campaign_id`) WHERE of_campaign_id IS NOT NULL;
--> statement-breakpoint
CREATE TABLE `provider_errors` (
	`channel` text NOT NULL,
	`kind` text NOT NULL,
	`detail` text NOT NULL,
	`n` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`channel`, `kind`, `detail`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `deliveries_dead` ON `deliveries` (`created_at`) WHERE status IN ('failed', 'unknown');--> statement-breakpoint
ALTER TABLE `campaigns` ADD `pause_reason` text;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `braked_at` integer;--> statement-breakpoint
CREATE TABLE `rebuilds` (
	`id` integer PRIMARY KEY NOT NULL,
	`position` integer DEFAULT 0 NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`total` integer NOT NULL,
	`corrected` integer,
	`moved_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	`open` integer DEFAULT 1
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rebuilds_open_unique` ON `rebuilds` (`open`);--> statement-breakpoint
CREATE TABLE `count_ledger` (
	`phase` text NOT NULL,
	`kind` text NOT NULL,
	`campaign_id` text NOT NULL,
	`key` text NOT NULL,
	`metric` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`phase`, `kind`, `campaign_id`, `key`, `metric`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `activity` ADD `generation` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What is set up now stays set up; the secret of outgoing calls belongs to the kind that makes them.
INSERT INTO `provider_configs` (`channel`, `kind`, `base_url`, `credentials`, `rate_per_second`, `updated_at`)
SELECT `channel`, iif(`credentials` IS NULL, `kind`, 'http'), `base_url`, `credentials`, `rate_per_second`, `updated_at` FROM `providers`;
