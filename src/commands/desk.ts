// npm run desk -- DEED …: what a station's desk does, one deed a call, until its console exists. Beside a running service it tells people at once.
import { parseArgs } from 'node:util';
import type { ExamRequest, ExamResult } from '../domain/exam-request';
import type { Sitting, SittingState } from '../domain/sitting';
import type { Work } from '../domain/work';
import { Fault, isRefusal, type Refusal } from '../errors';
import { foldDigits } from '../language/normalise';
import { markUsed } from '../services/requests';
import {
  cancelSitting,
  certificateArrived,
  certificateCollected,
  correctResult,
  enterResult,
  fixDate,
  markAttendance,
  noteBody,
  releaseResult,
} from '../services/sittings';
import { runStoreCommand, withStore } from './store-command';

type Options = { readonly result: ExamResult | undefined; readonly by: string; readonly anyway: boolean };
type Given = { readonly words: readonly string[]; readonly options: Options };
type Outcome = ExamRequest | Sitting | Refusal;

type Deed = {
  readonly usage: string;
  /** How many words follow the deed's name. */
  readonly words: number;
  readonly act: (work: Work, given: Given) => Promise<string>;
};

const RESULTS: readonly ExamResult[] = ['passed', 'not-passed'];
const WAITING: readonly SittingState[] = ['gathering', 'complete', 'asked', 'confirmed', 'refused', 'dated'];

const act = ({ options }: Given) => ({ staffId: options.by });

/** @throws Fault `request-unknown` */
async function requestOf(work: Work, { words: [number = ''] }: Given): Promise<ExamRequest> {
  const request = await work.requests.byNumber(foldDigits(number));
  if (!request) throw new Fault('request-unknown', `there is no request ${foldDigits(number)}`);
  return request;
}

/** @throws Fault with the refusal's code */
function done(what: string, outcome: Outcome): string {
  if (isRefusal(outcome)) throw new Fault(outcome.refused, `${what}: nothing was changed`);
  return `${what}: ${outcome.state}.`;
}

const onRequest =
  (deed: (work: Work, request: ExamRequest, given: Given) => Promise<Outcome>): Deed['act'] =>
  async (work, given) => {
    const request = await requestOf(work, given);
    return done(`Request ${request.number}`, await deed(work, request, given));
  };

const onSitting =
  (deed: (work: Work, id: string, given: Given) => Promise<Outcome>): Deed['act'] =>
  async (work, given) => {
    const [id = ''] = given.words;
    return done(`Sitting ${id}`, await deed(work, id, given));
  };

const used: Deed['act'] = async (work, given) => {
  const { number, id, state } = await requestOf(work, given);
  const { result } = given.options;
  if (isRefusal(await markUsed(work, id, result)))
    throw new Fault('not-ready', `request ${number} is ${state}; only one that is ready can be used`);
  return `Request ${number}: used${result === undefined ? '' : `, ${result}`}.`;
};

const line = ({ id, examId, stationId, state, members, minimum, day, time }: Sitting): string =>
  [id, examId, stationId, state, `${members} of ${minimum}`, day, time].filter((part) => part !== undefined).join('  ');

const listed: Deed['act'] = async (work) =>
  (await work.sittings.inStates(WAITING, undefined)).map(line).join('\n') || 'No sitting is open.';

const DEEDS: Readonly<Record<string, Deed>> = {
  'trial-used': { usage: 'REQUEST-NUMBER [--result passed|not-passed]', words: 1, act: used },
  sittings: { usage: '', words: 0, act: listed },
  'ask-body': {
    usage: 'SITTING',
    words: 1,
    act: onSitting((work, id, given) => noteBody(work, id, 'body-asked', act(given))),
  },
  'body-confirmed': {
    usage: 'SITTING',
    words: 1,
    act: onSitting((work, id, given) => noteBody(work, id, 'body-confirmed', act(given))),
  },
  'body-refused': {
    usage: 'SITTING REASON',
    words: 2,
    act: onSitting((work, id, given) => noteBody(work, id, 'body-refused', act(given), given.words[1])),
  },
  'fix-date': {
    usage: 'SITTING YYYY-MM-DD HH:MM [--anyway]',
    words: 3,
    act: onSitting((work, id, given) => {
      const [, day = '', time = ''] = given.words.map(foldDigits);
      return fixDate(work, id, { day, time }, { ...act(given), anyway: given.options.anyway });
    }),
  },
  'cancel-sitting': {
    usage: 'SITTING REASON',
    words: 2,
    act: onSitting((work, id, given) => cancelSitting(work, id, given.words[1] ?? '', act(given))),
  },
  present: {
    usage: 'REQUEST-NUMBER',
    words: 1,
    act: onRequest((work, { id }, given) => markAttendance(work, id, true, act(given))),
  },
  absent: {
    usage: 'REQUEST-NUMBER',
    words: 1,
    act: onRequest((work, { id }, given) => markAttendance(work, id, false, act(given))),
  },
  result: {
    usage: 'REQUEST-NUMBER --result passed|not-passed [--by NAME]',
    words: 1,
    act: onRequest((work, { id }, given) => {
      if (given.options.result === undefined) throw new Fault('usage', usageOf('result'));
      return enterResult(work, id, given.options.result, act(given));
    }),
  },
  release: {
    usage: 'REQUEST-NUMBER --by ANOTHER-NAME',
    words: 1,
    act: onRequest((work, { id }, given) => releaseResult(work, id, act(given))),
  },
  'correct-result': {
    usage: 'REQUEST-NUMBER REASON',
    words: 2,
    act: onRequest((work, { id }, given) => correctResult(work, id, given.words[1] ?? '', act(given))),
  },
  certificate: {
    usage: 'REQUEST-NUMBER',
    words: 1,
    act: onRequest((work, { id }, given) => certificateArrived(work, id, act(given))),
  },
  collected: {
    usage: 'REQUEST-NUMBER WHO-TOOK-IT',
    words: 2,
    act: onRequest((work, { id }, given) => certificateCollected(work, id, given.words[1] ?? '', act(given))),
  },
};

const usageOf = (name: string): string => `npm run desk -- ${name} ${DEEDS[name]?.usage ?? ''}`.trimEnd();

/** @throws Fault `usage`: of the deed that is named, or of all */
function readOrder(args: readonly string[]): { readonly deed: Deed; readonly given: Given } {
  const [name = ''] = args;
  const deed = Object.hasOwn(DEEDS, name) ? DEEDS[name] : undefined;
  if (!deed) throw new Fault('usage', Object.keys(DEEDS).map(usageOf).join('\n'));
  const read = parsed(name, args.slice(1));
  const result = RESULTS.find((each) => each === read.values.result);
  if (read.positionals.length !== deed.words || result !== read.values.result) throw new Fault('usage', usageOf(name));
  const { by = 'desk', anyway = false } = read.values;
  return { deed, given: { words: read.positionals, options: { result, by, anyway } } };
}

function parsed(name: string, args: readonly string[]) {
  try {
    const options = { result: { type: 'string' }, by: { type: 'string' }, anyway: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    throw new Fault('usage', usageOf(name), { cause });
  }
}

void runStoreCommand((settings, args) => {
  const { deed, given } = readOrder(args);
  return withStore(settings, (store) => store.transact((work) => deed.act(work, given)));
});
