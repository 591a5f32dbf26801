// The last question of a request: what was given, read back in groups; what can be changed from there, and the arrangement.
import type { Scope } from '../src/bot/scope';
import { officialTermsOf } from '../src/domain/catalogue';
import type { Arrangement } from '../src/domain/exam-request';
import type { Person } from '../src/domain/person';
import { cleanText } from '../src/language/normalise';
import { option, type ChoiceName, type Labelled } from './choices';
import { countryName } from './countries';
import { examIn, examWords, feeFilsIn, feeWords, kindIn, stationIn } from './exam-order';
import { textIn, type Question, type Slots } from './form';
import { documentIn } from './person-questions';
import { choiceQuestion } from './questions';

const isPerson = (slots: Slots): boolean => slots['applicant'] !== 'body';

/** What can be changed, by the slot that is emptied for it; a known person's own data is corrected after the request. */
const EDITS: readonly { readonly slot: string; readonly choice: ChoiceName; readonly alsoKnown: boolean }[] = [
  { slot: 'exam', choice: 'edit.exam', alsoKnown: true },
  { slot: 'level', choice: 'edit.level', alsoKnown: true },
  { slot: 'station', choice: 'edit.station', alsoKnown: true },
  { slot: 'for', choice: 'edit.for', alsoKnown: true },
  { slot: 'applicant', choice: 'edit.applicant', alsoKnown: false },
  { slot: 'name', choice: 'edit.name', alsoKnown: false },
  { slot: 'latinName', choice: 'edit.latin-name', alsoKnown: true },
  { slot: 'number', choice: 'edit.number', alsoKnown: false },
  { slot: 'arrangement', choice: 'edit.arrangement', alsoKnown: true },
];

const NOTHING = 'nothing';

const edits = (slots: Slots, scope: Scope): readonly Labelled[] => [
  ...EDITS.filter(({ slot, alsoKnown }) => slot in slots && (alsoKnown || slots['for'] !== 'known')).map(
    ({ slot, choice }) => option(scope, choice, slot),
  ),
  option(scope, 'edit.nothing', NOTHING),
];

/** Emptied, a slot is asked again; the rest that still stands is kept. */
const edit = choiceQuestion({
  slot: 'edit',
  asks: 'choice',
  when: (slots) => slots['editing'] === true,
  undo: { editing: undefined },
  text: (_slots, scope) => scope.t('ask.edit'),
  choices: edits,
  pick: (value) => ({ set: value === NOTHING ? { editing: undefined } : { editing: undefined, [value]: undefined } }),
});

const ARRANGEMENTS = ['reader', 'extra-time', 'ramp', 'other'] as const satisfies readonly Arrangement[];

const arrangementOptions = (scope: Scope): readonly Labelled[] =>
  ARRANGEMENTS.map((of) => option(scope, `arrangement.${of}`, of));

const LONGEST_NOTE = 300;

const arrangement = choiceQuestion({
  slot: 'arrangement',
  when: (slots) => slots['wantsArrangement'] === true,
  undo: { wantsArrangement: undefined },
  text: (_slots, scope) => scope.t('ask.arrangement'),
  choices: (_slots, scope) => arrangementOptions(scope),
  pick(value, slots, scope) {
    if (value === 'other') return { set: { arrangementNote: undefined, arrangementOther: true, arrangement: 'other' } };
    const lead = value === 'ramp' && stationIn(slots, scope)?.ramp === false ? noRamp(slots, scope) : '';
    return { set: { arrangement: value, arrangementNote: undefined, arrangementOther: undefined }, lead };
  },
  otherwise(said) {
    const note = cleanText(said).slice(0, LONGEST_NOTE);
    return /\p{L}{2}/u.test(note) ? { set: { arrangement: 'other', arrangementNote: note } } : undefined;
  },
});

const noRamp = (slots: Slots, scope: Scope): string =>
  scope.t('reply.no-ramp', { station: stationIn(slots, scope)?.name[scope.language] ?? '' });

const arrangementNote: Question = {
  slot: 'arrangementNote',
  asks: 'arrangement',
  open: true,
  when: (slots) => slots['arrangementOther'] === true || 'arrangementNote' in slots,
  stands: (slots) => slots['arrangement'] === 'other',
  undo: { arrangement: undefined, arrangementOther: undefined },
  ask: (_slots, scope) => ({ text: scope.t('ask.arrangement.other') }),
  expects: (_slots, scope) => scope.t('expect.arrangement'),
  read(said) {
    const note = cleanText(said).slice(0, LONGEST_NOTE);
    return /\p{L}{2}/u.test(note) ? { set: { arrangementNote: note } } : undefined;
  },
};

/** As on the card: «986 104 2317». */
const spaced = (number: string): string => number.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');

type Shown = Pick<Person, 'name' | 'number' | 'document' | 'country' | 'latinName'>;

async function personIn(slots: Slots, scope: Scope): Promise<Shown> {
  const known = slots['for'] === 'known' ? await scope.work.persons.byId(textIn(slots, 'person') ?? '') : undefined;
  if (known) return known;
  return {
    name: textIn(slots, 'name') ?? '',
    number: textIn(slots, 'number') ?? '',
    document: documentIn(slots),
    country: textIn(slots, 'country') ?? 'JO',
  };
}

async function personLine(slots: Slots, scope: Scope): Promise<string> {
  const { name, number, document, country } = await personIn(slots, scope);
  return document === 'passport'
    ? scope.t('read-back.passport', { name, number, country: countryName(scope, country) })
    : scope.t('read-back.person', { name, number: spaced(number) });
}

function guardianLine(slots: Slots, scope: Scope): string | undefined {
  const given = slots['guardian'] as { minor: boolean; name?: string } | undefined;
  if (!given?.minor) return undefined;
  return given.name === undefined
    ? scope.t('read-back.guardian')
    : scope.t('read-back.guardian-name', { name: given.name });
}

function arrangementLine(slots: Slots, scope: Scope): string | undefined {
  const chosen = ARRANGEMENTS.find((of) => of === slots['arrangement']);
  if (!chosen) return undefined;
  const note = textIn(slots, 'arrangementNote');
  return scope.t('read-back.arrangement', { arrangement: note ?? scope.t(`choice.arrangement.${chosen}`) });
}

/** When to come: a trial exam at any time for some months, an official one in a sitting. */
function termLine(slots: Slots, scope: Scope): string {
  const kinds = examIn(slots, scope)?.kinds;
  if (kindIn(slots, scope) === 'official')
    return scope.t('read-back.sitting', {
      minimum: kinds?.official?.minimum ?? 0,
      days: officialTermsOf(scope.work.catalogue).dateWorkingDays,
    });
  const key = feeFilsIn(slots, scope) > 0 ? 'read-back.validity' : 'read-back.validity-free';
  return scope.t(key, { months: kinds?.trial?.validMonths ?? 0 });
}

async function latinNameLine(slots: Slots, scope: Scope): Promise<string | undefined> {
  if (kindIn(slots, scope) !== 'official') return undefined;
  const name = textIn(slots, 'latinName') ?? (await personIn(slots, scope)).latinName;
  return name === undefined ? undefined : scope.t('read-back.latin-name', { name });
}

async function readBack(slots: Slots, scope: Scope): Promise<string> {
  const exam = examIn(slots, scope);
  const feeFils = feeFilsIn(slots, scope);
  const params = {
    exam: examWords(slots, scope),
    station: stationIn(slots, scope)?.name[scope.language] ?? '',
  };
  const rule = exam?.refundRule[scope.language] ?? '';
  const known = slots['for'] === 'known';
  const lines = [
    scope.t(known ? 'read-back.known' : 'read-back.new'),
    await personLine(slots, scope),
    await latinNameLine(slots, scope),
    guardianLine(slots, scope),
    feeFils > 0
      ? scope.t('read-back.exam', { ...params, fee: feeWords(scope, feeFils), rule })
      : scope.t('read-back.exam-free', params),
    termLine(slots, scope),
    arrangementLine(slots, scope),
    scope.t(known ? 'ask.agreed.known' : 'ask.agreed'),
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}

const agreedChoices = (slots: Slots, scope: Scope): readonly Labelled[] => [
  option(scope, 'agreed.yes', 'yes'),
  option(scope, 'agreed.edit', 'edit'),
  ...('arrangement' in slots ? [] : [option(scope, 'agreed.arrangement', 'arrangement')]),
  option(scope, 'agreed.no', 'no'),
];

const agreed = choiceQuestion({
  slot: 'agreed',
  when: isPerson,
  text: readBack,
  brief: (_slots, scope) => scope.t('ask.agreed'),
  choices: agreedChoices,
  pick(value, _slots, scope) {
    if (value === 'yes') return { set: { agreed: true } };
    if (value === 'edit') return { set: { editing: true } };
    if (value === 'arrangement') return { set: { wantsArrangement: true } };
    scope.say({ text: scope.t('reply.form-dropped') });
    return { end: true };
  },
});

export const readBackQuestions: readonly Question[] = [edit, arrangement, arrangementNote, agreed];
