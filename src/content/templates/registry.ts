import { newsletter } from "./newsletter"
import { offer } from "./offer"
import { receipt } from "./receipt"
import { reminder } from "./reminder"
import type { StartingTemplate } from "./starting-template"
import { welcome } from "./welcome"

/** The emails to start from that come with the system, in the order in which they are offered. */
export const startingTemplates: readonly StartingTemplate[] = [welcome, offer, reminder, newsletter, receipt]
