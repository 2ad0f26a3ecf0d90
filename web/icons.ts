/// <reference path="./svg.d.ts" />
import activity from "lucide-static/icons/activity.svg"
import archive from "lucide-static/icons/archive.svg"
import arrowLeft from "lucide-static/icons/arrow-left.svg"
import ban from "lucide-static/icons/ban.svg"
import bell from "lucide-static/icons/bell.svg"
import book from "lucide-static/icons/book-open.svg"
import braces from "lucide-static/icons/braces.svg"
import building from "lucide-static/icons/building-2.svg"
import calendar from "lucide-static/icons/calendar-clock.svg"
import chart from "lucide-static/icons/chart-line.svg"
import check from "lucide-static/icons/check.svg"
import chevronDown from "lucide-static/icons/chevron-down.svg"
import chevronRight from "lucide-static/icons/chevron-right.svg"
import alert from "lucide-static/icons/circle-alert.svg"
import done from "lucide-static/icons/circle-check.svg"
import draft from "lucide-static/icons/circle-dashed.svg"
import question from "lucide-static/icons/circle-question-mark.svg"
import slash from "lucide-static/icons/circle-slash.svg"
import stop from "lucide-static/icons/circle-stop.svg"
import failed from "lucide-static/icons/circle-x.svg"
import clock from "lucide-static/icons/clock.svg"
import code from "lucide-static/icons/code-xml.svg"
import columns from "lucide-static/icons/columns-2.svg"
import copy from "lucide-static/icons/copy.svg"
import reply from "lucide-static/icons/corner-down-right.svg"
import eye from "lucide-static/icons/eye.svg"
import forward from "lucide-static/icons/fast-forward.svg"
import download from "lucide-static/icons/file-down.svg"
import document from "lucide-static/icons/file-text.svg"
import upload from "lucide-static/icons/file-up.svg"
import flag from "lucide-static/icons/flag.svg"
import branch from "lucide-static/icons/git-branch.svg"
import heading from "lucide-static/icons/heading.svg"
import hourglass from "lucide-static/icons/hourglass.svg"
import image from "lucide-static/icons/image.svg"
import inbox from "lucide-static/icons/inbox.svg"
import info from "lucide-static/icons/info.svg"
import key from "lucide-static/icons/key-round.svg"
import segments from "lucide-static/icons/layers.svg"
import template from "lucide-static/icons/layout-template.svg"
import link from "lucide-static/icons/link.svg"
import lock from "lucide-static/icons/lock.svg"
import signOut from "lucide-static/icons/log-out.svg"
import mail from "lucide-static/icons/mail.svg"
import campaigns from "lucide-static/icons/megaphone.svg"
import menu from "lucide-static/icons/menu.svg"
import sms from "lucide-static/icons/message-square-text.svg"
import divider from "lucide-static/icons/minus.svg"
import monitor from "lucide-static/icons/monitor.svg"
import moon from "lucide-static/icons/moon.svg"
import spacer from "lucide-static/icons/move-vertical.svg"
import note from "lucide-static/icons/notebook-pen.svg"
import pause from "lucide-static/icons/pause.svg"
import pencil from "lucide-static/icons/pencil.svg"
import play from "lucide-static/icons/play.svg"
import plus from "lucide-static/icons/plus.svg"
import radar from "lucide-static/icons/radar.svg"
import redo from "lucide-static/icons/redo-2.svg"
import repeat from "lucide-static/icons/repeat.svg"
import search from "lucide-static/icons/search.svg"
import send from "lucide-static/icons/send.svg"
import shield from "lucide-static/icons/shield-check.svg"
import phone from "lucide-static/icons/smartphone.svg"
import sparkles from "lucide-static/icons/sparkles.svg"
import split from "lucide-static/icons/split.svg"
import button from "lucide-static/icons/square-mouse-pointer.svg"
import sun from "lucide-static/icons/sun.svg"
import ticket from "lucide-static/icons/ticket.svg"
import timer from "lucide-static/icons/timer.svg"
import trash from "lucide-static/icons/trash-2.svg"
import warning from "lucide-static/icons/triangle-alert.svg"
import undo from "lucide-static/icons/undo-2.svg"
import user from "lucide-static/icons/user.svg"
import userMinus from "lucide-static/icons/user-minus.svg"
import userPen from "lucide-static/icons/user-pen.svg"
import userPlus from "lucide-static/icons/user-plus.svg"
import users from "lucide-static/icons/users.svg"
import brand from "lucide-static/icons/waves.svg"
import webhook from "lucide-static/icons/webhook.svg"
import flow from "lucide-static/icons/workflow.svg"
import close from "lucide-static/icons/x.svg"
import zap from "lucide-static/icons/zap.svg"

/** The Lucide icons in use, by what they mean here. */
export const icons = {
  activity,
  alert,
  archive,
  arrowLeft,
  ban,
  bell,
  book,
  braces,
  branch,
  brand,
  building,
  button,
  calendar,
  campaigns,
  chart,
  check,
  chevronDown,
  chevronRight,
  clock,
  close,
  code,
  columns,
  copy,
  divider,
  document,
  done,
  download,
  draft,
  eye,
  failed,
  flag,
  flow,
  forward,
  heading,
  hourglass,
  image,
  inbox,
  info,
  key,
  link,
  lock,
  mail,
  menu,
  monitor,
  moon,
  note,
  pause,
  pencil,
  phone,
  play,
  plus,
  question,
  radar,
  redo,
  repeat,
  reply,
  search,
  segments,
  send,
  shield,
  signOut,
  slash,
  sms,
  spacer,
  sparkles,
  split,
  stop,
  sun,
  template,
  ticket,
  timer,
  trash,
  undo,
  upload,
  user,
  userMinus,
  userPen,
  userPlus,
  users,
  warning,
  webhook,
  zap,
}
export type IconName = keyof typeof icons
