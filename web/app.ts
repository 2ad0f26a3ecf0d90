import htmx from "htmx.org"
import { startChart } from "./islands/chart"
import { startClipboard } from "./islands/clipboard"
import { startDialogs } from "./islands/dialogs"
import { startHere } from "./islands/here"
import { startKeyboard } from "./islands/keyboard"
import { startLazy } from "./islands/lazy"
import { startLive } from "./islands/live"
import { startRows } from "./islands/rows"
import { startTabs } from "./islands/tabs"
import { startToasts } from "./islands/toasts"
import { startUpload } from "./islands/upload"

htmx.config.includeIndicatorCSS = false
htmx.config.history = "reload"

startChart()
startClipboard()
startDialogs()
startHere()
startKeyboard()
startLazy()
startLive()
startRows()
startTabs()
startToasts()
startUpload()
