-- WITHOUT ROWID is added by hand, as in 0000.
CREATE TABLE `attendance` (
	`occasion_id` text NOT NULL,
	`member_id` text NOT NULL,
	`status` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`occasion_id`, `member_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `attendance_member` ON `attendance` (`member_id`);--> statement-breakpoint
CREATE TABLE `campaign_data` (
	`campaign_id` text NOT NULL,
	`member_id` text NOT NULL,
	`seq` integer NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`campaign_id`, `member_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `campaign_data_member` ON `campaign_data` (`member_id`);--> statement-breakpoint
CREATE TABLE `campaign_uses` (
	`campaign_id` text NOT NULL,
	`kind` text NOT NULL,
	`ref` text NOT NULL,
	PRIMARY KEY(`campaign_id`, `kind`, `ref`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `campaign_uses_ref` ON `campaign_uses` (`ref`);--> statement-breakpoint
CREATE TABLE `occasions` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`at` integer NOT NULL,
	`time_zone` text NOT NULL,
	`location` text,
	`segment_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `segment_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`segment_id` text NOT NULL,
	`source_id` text,
	`rev` integer NOT NULL,
	`position` integer DEFAULT 0 NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`total` integer NOT NULL,
	`moved_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `credentials` (
	`name` text PRIMARY KEY NOT NULL,
	`header` text NOT NULL,
	`value` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `campaigns` ADD `workflow_kind` text;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `trigger_event` text;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `workflow_id` text;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `workflow_version` integer;--> statement-breakpoint
ALTER TABLE `campaigns` ADD `entry_closed_at` integer;--> statement-breakpoint
ALTER TABLE `flow_drafts` ADD `moves` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `flow_versions` ADD `moves` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `members` ADD `facts` text;--> statement-breakpoint
ALTER TABLE `members` ADD `rev` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `members_asleep_due` ON `members` (`due_at`) WHERE due_at IS NOT NULL AND home = 'table';--> statement-breakpoint
ALTER TABLE `segments` ADD `rev` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `segments_rule` ON `segments` (`id`) WHERE kind = 'rule';--> statement-breakpoint
CREATE INDEX `campaigns_trigger` ON `campaigns` (`trigger_event`) WHERE trigger_event IS NOT NULL;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `next_at` integer;--> statement-breakpoint
CREATE INDEX `deliveries_deferred` ON `deliveries` (`campaign_id`,`member_id`) WHERE status = 'deferred';--> statement-breakpoint
ALTER TABLE `imports` ADD `name` text;--> statement-breakpoint
ALTER TABLE `users` ADD `invite_hash` text;--> statement-breakpoint
ALTER TABLE `users` ADD `invite_until` integer;