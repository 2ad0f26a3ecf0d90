import { Handle, type NodeProps, Position } from "@xyflow/react"
import { memo } from "preact/compat"
import { Icon } from "../../components/icon"
import { formatNumber } from "../../locales/format"
import type { StepNode } from "./graph-view"
import { readersLocale } from "./readers-locale"

/** A step on the canvas: the read-only chart's card, with a handle for each way out. */
export const StepCard = memo(function StepCard({ data }: NodeProps<StepNode>) {
  const { type, name, summary, outcomes, problems, numbers, start, played, texts } = data
  const shown = [
    ...(type.type === "end" ? [] : [{ label: texts.numbers.current, value: numbers?.current ?? 0 }]),
    { label: texts.numbers.entered, value: numbers?.entered ?? 0 },
    ...(numbers?.sent === undefined ? [] : [{ label: texts.numbers.sent, value: numbers.sent }]),
  ]
  return (
    <div
      class="canvas-card"
      data-hue={type.hue}
      data-problem={problems.length > 0 ? "" : undefined}
      data-played={played === null ? undefined : played.now ? "now" : "before"}
    >
      <Handle type="target" position={Position.Top} isConnectableStart={false} />
      {start && (
        <span class="canvas-start">
          <Icon name="play" />
          {texts.start}
        </span>
      )}
      {played && <span class="canvas-when">{played.when}</span>}
      <div class="canvas-card-head">
        <span class="step-icon">
          <Icon name={type.icon} />
        </span>
        <span class="step-name" title={name}>
          {name}
        </span>
        {problems.length > 0 && (
          <span class="step-warn" title={problems.join("\n")}>
            <Icon name="warning" />
          </span>
        )}
      </div>
      <p class="step-summary" title={summary}>
        {summary}
      </p>
      <div class="canvas-numbers">
        {shown.map(({ label, value }) => (
          <span key={label} data-zero={value === 0 ? "" : undefined}>
            {label} <b>{formatNumber(readersLocale(), value)}</b>
          </span>
        ))}
        {numbers?.rates?.map(({ label, text, full }) => (
          <span key={label} title={full}>
            {label} <b>{text}</b>
          </span>
        ))}
      </div>
      <div class="canvas-ways">
        {outcomes.map(({ name: outcome, label, to, optional }) => (
          <span
            key={outcome}
            class="canvas-way"
            data-outcome={outcome}
            data-open={to === null ? (optional ? "optional" : "") : undefined}
          >
            {label}
          </span>
        ))}
      </div>
      {outcomes.map(({ name: outcome, label }, i) => (
        <Handle
          key={outcome}
          id={outcome}
          type="source"
          position={Position.Bottom}
          isConnectableEnd={false}
          title={label}
          style={{ left: `${((i + 0.5) / outcomes.length) * 100}%` }}
        />
      ))}
    </div>
  )
})
