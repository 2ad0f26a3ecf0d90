-- WITHOUT ROWID is added by hand: these tables are read and written by their primary key alone, one billed row a write.
CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`before` text,
	`after` text
);
--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`subject`);--> statement-breakpoint
CREATE TABLE `idempotency` (
	`actor` text NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`status` integer,
	`body` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`actor`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_created` ON `idempotency` (`created_at`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash_unique` ON `tokens` (`hash`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`password_hash` text NOT NULL,
	`role` text NOT NULL,
	`locale` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE TABLE `campaign_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`kind` text NOT NULL,
	`args` text NOT NULL,
	`position` text,
	`done` integer DEFAULT 0 NOT NULL,
	`total` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `campaign_jobs_campaign` ON `campaign_jobs` (`campaign_id`);--> statement-breakpoint
CREATE TABLE `campaign_segments` (
	`campaign_id` text NOT NULL,
	`segment_id` text NOT NULL,
	PRIMARY KEY(`campaign_id`, `segment_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `campaign_segments_segment` ON `campaign_segments` (`segment_id`);--> statement-breakpoint
CREATE TABLE `campaigns` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`status` text NOT NULL,
	`rev` integer NOT NULL,
	`acted_rev` integer DEFAULT 0 NOT NULL,
	`time_zone` text NOT NULL,
	`starts_at` text,
	`ends_at` text,
	`starts_at_ms` integer,
	`ends_at_ms` integer,
	`lateness_ms` integer NOT NULL,
	`settings` text NOT NULL,
	`category_id` text,
	`group_id` text,
	`version` integer,
	`activated_at` integer,
	`paused_at` integer,
	`paused_from` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `categories` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`priority` integer NOT NULL,
	`policy` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `counters` (
	`campaign_id` text NOT NULL,
	`step_id` text NOT NULL,
	`metric` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `step_id`, `metric`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `flow_drafts` (
	`campaign_id` text PRIMARY KEY NOT NULL,
	`rev` integer NOT NULL,
	`flow` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `flow_versions` (
	`campaign_id` text NOT NULL,
	`version` integer NOT NULL,
	`flow` text NOT NULL,
	`published_at` integer NOT NULL,
	`published_by` text NOT NULL,
	PRIMARY KEY(`campaign_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `groups` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`priority` integer NOT NULL,
	`policy` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`channel` text NOT NULL,
	`name` text NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `messages_campaign` ON `messages` (`campaign_id`);--> statement-breakpoint
CREATE TABLE `erasures` (
	`member_hash` text PRIMARY KEY NOT NULL,
	`at` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `import_chunks` (
	`import_id` text NOT NULL,
	`n` integer NOT NULL,
	`first_line` integer NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`import_id`, `n`)
);
--> statement-breakpoint
CREATE TABLE `import_rejects` (
	`import_id` text NOT NULL,
	`line` integer NOT NULL,
	`message` text NOT NULL,
	PRIMARY KEY(`import_id`, `line`)
);
--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`format` text NOT NULL,
	`header` text,
	`segment_id` text,
	`spooled` integer NOT NULL,
	`total` integer NOT NULL,
	`accepted` integer NOT NULL,
	`rejected` integer NOT NULL,
	`message` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` text PRIMARY KEY NOT NULL,
	`payload` text NOT NULL,
	`received_at` integer NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `inbox_received` ON `inbox` (`received_at`);--> statement-breakpoint
CREATE TABLE `receipts` (
	`key` text PRIMARY KEY NOT NULL,
	`answer` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `receipts_created` ON `receipts` (`created_at`);--> statement-breakpoint
CREATE TABLE `webhook_sources` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`secret` text NOT NULL,
	`previous_secret` text,
	`previous_until` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `activity` (
	`member_id` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`entries` text NOT NULL,
	PRIMARY KEY(`member_id`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `members` (
	`id` text PRIMARY KEY NOT NULL,
	`home` text NOT NULL,
	`profile` text NOT NULL,
	`email` text GENERATED ALWAYS AS (json_extract(profile, '$.email')) VIRTUAL,
	`phone` text GENERATED ALWAYS AS (json_extract(profile, '$.phone')) VIRTUAL,
	`profile_seq` integer DEFAULT 0 NOT NULL,
	`seq` integer DEFAULT 0 NOT NULL,
	`due_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `members_due` ON `members` (`due_at`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `members_email` ON `members` (`email`);--> statement-breakpoint
CREATE INDEX `members_phone` ON `members` (`phone`);--> statement-breakpoint
CREATE TABLE `memberships` (
	`segment_id` text NOT NULL,
	`member_id` text NOT NULL,
	`member` integer NOT NULL,
	`at` integer NOT NULL,
	`source` text NOT NULL,
	`asleep` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`segment_id`, `member_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `memberships_member` ON `memberships` (`member_id`);--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`member_id` text NOT NULL,
	`seq` integer NOT NULL,
	`version` integer NOT NULL,
	`status` text NOT NULL,
	`step_id` text NOT NULL,
	`visit` integer NOT NULL,
	`entered_at` integer NOT NULL,
	`wake_at` integer,
	`ended_at` integer,
	`reason` text
);
--> statement-breakpoint
CREATE INDEX `runs_campaign` ON `runs` (`campaign_id`,`status`,`member_id`);--> statement-breakpoint
CREATE INDEX `runs_member` ON `runs` (`member_id`);--> statement-breakpoint
CREATE TABLE `segments` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`rule` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`member_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`step_id` text NOT NULL,
	`run_id` text NOT NULL,
	`seq` integer NOT NULL,
	`visit` integer NOT NULL,
	`version` integer NOT NULL,
	`channel` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`detail` text,
	`to` text,
	`created_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE INDEX `deliveries_campaign` ON `deliveries` (`campaign_id`);--> statement-breakpoint
CREATE INDEX `deliveries_member` ON `deliveries` (`member_id`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`idempotency_key` text PRIMARY KEY NOT NULL,
	`delivery_id` text NOT NULL,
	`member_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`step_id` text NOT NULL,
	`channel` text NOT NULL,
	`to` text NOT NULL,
	`message` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_campaign` ON `outbox` (`campaign_id`);--> statement-breakpoint
CREATE INDEX `outbox_member` ON `outbox` (`member_id`);--> statement-breakpoint
CREATE TABLE `providers` (
	`channel` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`base_url` text,
	`credentials` text,
	`rate_per_second` integer,
	`updated_at` integer NOT NULL
);
