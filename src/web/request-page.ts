// The page behind the link in an SMS: one request, for whoever has the link. Opening it changes nothing.
import type { Transact } from '../domain/work';
import { day, list, money, moment, text, type Language, type Params, type TextKey } from '../language/texts';
import { requestView, type RequestView } from '../services/request-page';
import { calendarFile } from './calendar';
import { html, page, type Html, type HtmlValue } from './html';
import type { RateLimit } from './rate-limit';
import { problem, showPage, type Answer, type Call, type Route } from './server';

const TOKEN = /^[A-Za-z0-9]{16}$/;
const HEADERS = { 'X-Robots-Tag': 'noindex, nofollow' } as const;

const askedLanguage = ({ query }: Call): Language | undefined =>
  (['ar', 'en'] as const).find((each) => each === query.get('lang'));

/** @param limit for each network address: links are not to be guessed */
export function requestPageRoutes({ transact, limit }: { transact: Transact; limit: RateLimit }): Route[] {
  const view = (call: Call): Promise<RequestView | undefined> => {
    const token = call.params['token'] ?? '';
    return TOKEN.test(token)
      ? transact((work) => requestView(work, token, askedLanguage(call)))
      : Promise.resolve(undefined);
  };
  const guarded =
    (answer: (shown: RequestView, call: Call) => Answer | undefined) =>
    async (call: Call): Promise<Answer> => {
      if (!limit.take(call.address)) return problem(429, 'TooManyRequests', 'Please try again in a minute');
      const shown = await view(call);
      return (shown && answer(shown, call)) ?? unknownLink(askedLanguage(call) ?? 'ar');
    };
  const headers = (): Readonly<Record<string, string>> => HEADERS;
  return [
    { method: 'GET', path: '/r/:token', name: 'request-page', headers, answer: guarded(showRequest) },
    { method: 'GET', path: '/r/:token/calendar.ics', name: 'request-calendar', headers, answer: guarded(calendar) },
  ];
}

function unknownLink(language: Language): Answer {
  const title = text(language, 'page.request.unknown.title');
  const body = html`<main class="sheet">
    <h1>${title}</h1>
    <p>${text(language, 'page.request.unknown')}</p>
  </main>`;
  return showPage(404, page({ language, title, body }));
}

function calendar(shown: RequestView, { params }: Call): Answer | undefined {
  const { date, station, language, exam, number } = shown;
  if (!date) return undefined;
  const body = calendarFile({
    uid: `${number}@knowledge-stations`,
    sequence: date.version,
    at: date.at,
    madeAt: date.at,
    summary: text(language, 'page.request.calendar', { exam }),
    location: [station.name, date.room, station.address].filter((each) => each !== undefined && each !== '').join(', '),
    description: text(language, 'page.request.bring', { documents: list(shown.documents) }),
  });
  const name = `exam-${params['token']?.slice(0, 4) ?? ''}.ics`;
  const headers = {
    'Content-Type': 'text/calendar; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}"`,
  };
  return { status: 200, headers, body };
}

function showRequest(shown: RequestView, { params }: Call): Answer {
  const { language, state, kind, exam } = shown;
  const say = (key: TextKey, given: Params = {}): string => text(language, key, given);
  const path = `/r/${params['token']}`;
  const other: Language = language === 'ar' ? 'en' : 'ar';
  const title = say('page.request.title', { exam, kind });
  const body = html`<main class="sheet request">
    <p class="other">
      <a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${say('page.demo.other-language')}</a>
    </p>
    <h1>${title}</h1>
    <p class="soft">${say('page.request.number')} <bdi class="number">${shown.number}</bdi></p>
    ${stepLine(shown, say)}
    <p class="next"><strong>${say(`page.request.state.${state}`)}</strong></p>
    <dl class="facts">
      ${factsOf(shown, say, path).map(
        ([key, value]) =>
          html`<div>
            <dt>${say(key)}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    <p class="soft">${say('page.request.private')}</p>
  </main>`;
  return showPage(200, page({ language, title, body, styles: ['/assets/request.css'] }));
}

type Say = (key: TextKey, given?: Params) => string;

function stepLine({ steps }: RequestView, say: Say): Html {
  return html`<ol class="line">
    ${steps.map(
      ({ step, is }) =>
        html`<li class="${is}" ${is === 'now' && html` aria-current="step"`}>
          <span>${say(`page.request.step.${step}`)}</span> <small>${say(`page.request.is.${is}`)}</small>
        </li>`,
    )}
  </ol>`;
}

type Fact = readonly [TextKey, HtmlValue];

/** What this person needs now, and nothing else. */
function factsOf(shown: RequestView, say: Say, path: string): readonly Fact[] {
  const { payment, members, dateBy, date, station, documents, hours, until, language } = shown;
  const { map } = station;
  const bdi = (words: string): Html => html`<bdi class="number">${words}</bdi>`;
  const facts: (Fact | undefined)[] = [
    payment && ['page.request.payment', bdi(payment.number)],
    payment && ['page.request.amount', say('desk.money', { amount: money(payment.amountFils) })],
    payment && ['page.request.pay-by', say('desk.moment', { at: moment(payment.until, { year: true }) })],
    payment && [
      'page.request.how',
      say('page.request.path', {
        category: payment.path.category[language],
        biller: payment.path.biller[language],
        service: payment.path.examService[language],
      }),
    ],
    members && ['page.request.members', say('page.request.members.of', members)],
    dateBy === undefined
      ? undefined
      : ['page.request.date-by', say('desk.moment', { at: moment(dateBy, { year: true }) })],
    date && ['page.request.when', say('desk.moment', { at: moment(date.at, { year: true }) })],
    date && [
      'page.request.calendar.file',
      html`<a href="${path}/calendar.ics">${say('page.request.calendar.add')}</a>`,
    ],
    ['page.request.station', html`${station.name}${date?.room !== undefined && html` · ${date.room}`}`],
    ['page.request.address', station.address],
    map && [
      'page.request.map',
      html`<a href="https://maps.google.com/?q=${map.latitude},${map.longitude}" rel="noreferrer"
        >${say('page.request.map.open')}</a
      >`,
    ],
    station.phone === ''
      ? undefined
      : ['page.request.phone', html`<a href="tel:${station.phone}"><bdi>${station.phone}</bdi></a>`],
    documents.length === 0
      ? undefined
      : ['page.request.documents', text(language, 'page.request.list', { items: list(documents) })],
    hours === undefined ? undefined : ['page.request.hours', hours],
    until === undefined ? undefined : ['page.request.until', say('desk.day', { day: day(until, { year: true }) })],
  ];
  return facts.flatMap((fact) => (fact ? [fact] : []));
}
