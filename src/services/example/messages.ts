/** What the worked example says to members, in English and Spanish by the member's locale. */

const both = (en: string, es: string) => `{% if member.locale == 'es' %}${es}{% else %}${en}{% endif %}`
const firstName = "{{ member.attributes.firstName }}"

/** A small email as mail programs like it: one column, a heading, paragraphs and a link. */
function page(heading: string, paragraphs: string[], link: { text: string; href: string }): string {
  return `<!doctype html>
<html lang="{{ member.locale | default: 'en' }}">
<head><meta charset="utf-8"><title>Río Verde Credit Union</title></head>
<body style="margin:0;background:#f4f4f5;font-family:Helvetica,Arial,sans-serif;color:#18181b;line-height:1.5">
<table role="presentation" align="center" width="560" cellpadding="32" style="background:#ffffff;margin:24px auto"><tr><td>
<p style="margin:0 0 24px;color:#166534;font-weight:bold">Río Verde Credit Union</p>
<h1 style="margin:0 0 16px;font-size:24px">${heading}</h1>
${paragraphs.map((text) => `<p style="margin:0 0 16px">${text}</p>`).join("\n")}
<p style="margin:24px 0 0"><a href="${link.href}" style="color:#166534;font-weight:bold">${link.text}</a></p>
</td></tr></table>
</body>
</html>`
}

export const welcome = {
  subject: both(`Welcome, ${firstName}`, `Te damos la bienvenida, ${firstName}`),
  html: page(
    both(`Good to have you with us, ${firstName}`, `Qué bueno tenerte con nosotros, ${firstName}`),
    [
      both(
        "Your {{ member.attributes.branch }} branch is yours too: every member owns a share of the credit union.",
        "La sucursal {{ member.attributes.branch }} también es tuya: cada socio es dueño de una parte de la cooperativa.",
      ),
      both(
        "You joined on {{ member.attributes.joinedOn | date: '%B %-d, %Y' }}. Here is what most members set up first.",
        "Te asociaste el {{ member.attributes.joinedOn | date: '%d/%m/%Y' }}. Esto es lo que casi todos configuran primero.",
      ),
    ],
    {
      text: both("Set up my account", "Configurar mi cuenta"),
      href: "https://rioverde.example.com/start?m={{ member.id }}",
    },
  ),
}

export const checkIn = {
  text: both(
    `Hi ${firstName}, Rio Verde here. Questions about your account? Reply or call {{ member.attributes.branch }}.`,
    `Hola ${firstName}, somos Rio Verde. Dudas sobre tu cuenta? Responde o llama a {{ member.attributes.branch }}.`,
  ),
}

export const cardTips = {
  title: both("Your card, your rules", "Tu tarjeta, tus reglas"),
  body: both(
    "Freeze it, set limits and see every purchase as it happens.",
    "Bloquéala, pon límites y mira cada compra al instante.",
  ),
  link: "https://rioverde.example.com/cards",
}

export const cardOffer = {
  subject: both(`${firstName}, a card without yearly fees`, `${firstName}, una tarjeta sin cuota anual`),
  html: page(
    both("A card that costs nothing to keep", "Una tarjeta que no cuesta nada tener"),
    [
      both(
        "Members with an account like yours qualify without paperwork.",
        "Los socios con una cuenta como la tuya califican sin papeleo.",
      ),
    ],
    { text: both("See the card", "Ver la tarjeta"), href: "https://rioverde.example.com/card-offer?m={{ member.id }}" },
  ),
}

export const winBack = {
  subject: both("Your account misses you", "Tu cuenta te extraña"),
  html: page(
    both(`We have not seen you for a while, ${firstName}`, `Hace un tiempo que no te vemos, ${firstName}`),
    [
      both(
        "Use your account before {{ member.attributes.winBackUntil | date: '%B %-d, %Y' }} and we waive a year of fees.",
        "Usa tu cuenta antes del {{ member.attributes.winBackUntil | date: '%d/%m/%Y' }} y no pagas un año de comisiones.",
      ),
    ],
    { text: both("Sign in", "Entrar"), href: "https://rioverde.example.com/sign-in" },
  ),
}
