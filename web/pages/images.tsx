import { Button, LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { controlAttributes, Field } from "../components/field"
import { Form, type FormErrors } from "../components/form"
import { ListFilters } from "../components/list"
import { PageHead } from "../components/page-head"
import { Paging } from "../components/table"
import { Shell } from "../layout/shell"
import { formatBytes } from "../locales/format"
import { useUi } from "../ui"

export interface ImageCard {
  id: string
  title: string
  /** Where it is seen, on this system. */
  path: string
  /** Its whole address, or its path while this system's address is not known. */
  address: string
  bytes: number
  width: number
  height: number
}

interface ImagesProps {
  images: ImageCard[]
  nextCursor: string | null
  query: string
  /** Path of the company's logo. */
  logo: string | null
  errors: FormErrors
}

const accepted = "image/png,image/jpeg,image/gif,image/webp"

/** Pictures for messages (MSG-1): what was uploaded, and a form to upload another one. */
export function ImagesPage({ images, nextCursor, query, logo, errors }: ImagesProps) {
  const { t, user } = useUi()
  const i = t.images
  return (
    <Shell title={i.title}>
      <PageHead title={i.title} />
      <p class="muted">{i.intro}</p>
      {user?.canWrite && (
        <Form id="image-form" action="/images" errors={errors} upload="/images">
          <Field name="file" label={i.file} help={i.fileHelp} error={errors.file}>
            <input
              class="input"
              type="file"
              accept={accepted}
              {...controlAttributes({ name: "file", help: i.fileHelp, error: errors.file })}
            />
          </Field>
          <div class="row">
            <Button look="primary" icon="upload">
              {i.upload}
            </Button>
          </div>
        </Form>
      )}
      <ListFilters action="/images" query={query} label={i.search} />
      <div id="list" class="stack">
        {images.length === 0 ? (
          <EmptyState
            icon="image"
            title={query === "" ? i.empty : i.noneFound}
            text={query === "" ? i.emptyText : ""}
          />
        ) : (
          <ul class="image-cards">
            {images.map((image) => (
              <Card key={image.id} {...image} isLogo={image.path === logo} />
            ))}
          </ul>
        )}
        <Paging nextCursor={nextCursor} />
      </div>
    </Shell>
  )
}

function Card({ id, title, path, address, bytes, width, height, isLogo }: ImageCard & { isLogo: boolean }) {
  const { t, locale, user } = useUi()
  const i = t.images
  return (
    <li class="image-card">
      <a class="image-look" href={path} target="_blank" rel="noopener">
        <img src={path} alt={title} width={width} height={height} loading="lazy" />
      </a>
      <div class="image-facts">
        <p class="strong">{title}</p>
        <p class="small muted">
          {width} × {height} · {formatBytes(locale, bytes)}
          {isLogo && ` · ${i.isLogo}`}
        </p>
        <div class="row">
          <Button type="button" look="quiet" icon="copy" data-copy={address} data-copied={t.actions.copied}>
            {i.copy}
          </Button>
          {user?.canAdmin && !isLogo && (
            <form method="post" action={`/images/${id}/logo`}>
              <Button look="quiet" icon="building">
                {i.useAsLogo}
              </Button>
            </form>
          )}
          {user?.canWrite && (
            <LinkButton href={`/images/${id}/remove`} look="quiet" icon="trash" iconOnly dialog>
              {i.remove}
            </LinkButton>
          )}
        </div>
      </div>
    </li>
  )
}

interface RemoveProps {
  image: { id: string; title: string }
  /** What shows it, in words. */
  uses: string[]
}

/** Asks before a picture is deleted, or says what shows it. */
export function RemoveImagePage({ image, uses }: RemoveProps) {
  const { t } = useUi()
  const i = t.images
  const title = i.removeTitle(image.title)
  return (
    <Shell title={title}>
      {uses.length === 0 ? (
        <Confirm
          title={title}
          effects={[i.removeText]}
          action={`/images/${image.id}/remove`}
          submit={i.remove}
          danger
          back="/images"
        />
      ) : (
        <section id="confirm" class="narrow">
          <div class="confirm">
            <h1>{i.usedTitle(image.title)}</h1>
            <ul class="confirm-effects">
              {uses.map((use) => (
                <li key={use}>{use}</li>
              ))}
            </ul>
            <div class="confirm-foot">
              <span data-close-dialog="">
                <LinkButton href="/images">{i.back}</LinkButton>
              </span>
            </div>
          </div>
        </section>
      )}
    </Shell>
  )
}
