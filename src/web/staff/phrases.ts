// Sentences that the assistant did not surely understand: what each should have been, and all of them as candidate phrases.
import type { Unclear } from '../../domain/unclear';
import { isRefusal, refuse } from '../../errors';
import { isTextKey } from '../../language/texts';
import { isLabel, LABELS } from '../../language/training';
import { candidatePhrases, labelUnclear } from '../../services/unclear';
import { html, type Html, type HtmlValue } from '../html';
import { json } from '../server';
import { say, when, type Desk, type DeskForm, type DeskPage } from './desk';
import { form } from './form';
import { table } from './table';

const PHRASE_ROLES = ['editor', 'manager', 'admin'] as const;
const SHOWN = 100;
const EXPORTED = 5_000;
const PATH = '/staff/phrases';
const LEAVE_OUT = 'leave-out';

export const phrasesPage: DeskPage = {
  path: PATH,
  name: 'staff-phrases',
  title: 'desk.phrases',
  roles: PHRASE_ROLES,
  inBar: true,
  async show(desk) {
    const open = await desk.work.unclear.inState('open', SHOWN);
    const labelled = await desk.work.unclear.inState('labelled', SHOWN);
    return html`<p class="soft">${say(desk, 'desk.phrases.about')}</p>
      ${
        open.length === 0
          ? html`<p class="soft">${say(desk, 'desk.phrases.none')}</p>`
          : table(
              desk,
              ['phrase', 'times', 'last', 'offered', 'should-be'],
              open.map((row) => line(desk, row)),
            )
      }
      ${
        labelled.length > 0 &&
        html`<section>
          <h2>${say(desk, 'desk.phrases.labelled')}</h2>
          <p><a href="${PATH}/export">${say(desk, 'desk.phrases.export')}</a></p>
          ${table(
            desk,
            ['phrase', 'times', 'last', 'offered', 'should-be'],
            labelled.map((row) => line(desk, row)),
          )}
        </section>`
      }`;
  },
};

/** Citizens are offered one menu for several meanings; here each has its own words. */
function intentWords(desk: Desk, intent: string): string {
  const key = [`desk.intent.${intent}`, `intent.${intent}`].find(isTextKey);
  return key === undefined ? intent : say(desk, key);
}

const line = (desk: Desk, row: Unclear): HtmlValue[] => [
  html`<bdi>${row.text}</bdi>`,
  row.count,
  when(desk, row.lastAt),
  offeredWords(desk, row),
  form(desk, {
    action: 'phrase.label',
    hidden: { phrase: row.id },
    fields: [
      {
        name: 'label',
        label: 'desk.field.label',
        as: 'choice',
        value: row.label ?? row.chosen ?? row.offered[0] ?? 'out_of_scope',
        options: [
          ...LABELS.map((label) => [label, intentWords(desk, label)] as const),
          [LEAVE_OUT, say(desk, 'desk.phrases.leave-out')],
        ],
      },
    ],
  }),
];

function offeredWords(desk: Desk, { offered, chosen }: Unclear): Html | string {
  if (offered.length === 0) return say(desk, 'desk.phrases.nothing-offered');
  return html`${offered.map((intent) =>
    intent === chosen
      ? html`<strong>${say(desk, 'desk.phrases.chosen', { intent: intentWords(desk, intent) })}</strong><br />`
      : html`${intentWords(desk, intent)}<br />`,
  )}`;
}

export const phrasesExport: DeskPage = {
  path: `${PATH}/export`,
  name: 'staff-phrases-export',
  title: 'desk.phrases',
  roles: PHRASE_ROLES,
  async show({ work }) {
    const answer = json(200, candidatePhrases(await work.unclear.inState('labelled', EXPORTED)));
    return { ...answer, headers: { ...answer.headers, 'Content-Disposition': 'attachment; filename="phrases.json"' } };
  },
};

export const phraseDeed: DeskForm = {
  action: 'phrase.label',
  at: () => PATH,
  async perform(work, staff, fields) {
    const said = fields.get('label');
    const label = isLabel(said) ? said : undefined;
    if (label === undefined && said !== LEAVE_OUT) return refuse('field-wrong', { field: 'label' });
    const outcome = await labelUnclear(work, fields.get('phrase'), { staffId: staff.id, label });
    return isRefusal(outcome) ? outcome : { objects: { phrase: outcome.id }, fields: ['label'] };
  },
};
