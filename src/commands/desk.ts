// npm run desk -- trial-used REQUEST-NUMBER [--result passed|not-passed]: a station's desk has seen a trial exam being taken.
import { parseArgs } from 'node:util';
import type { ExamResult } from '../domain/exam-request';
import type { Work } from '../domain/work';
import { Fault, isRefusal } from '../errors';
import { foldDigits } from '../language/normalise';
import { markUsed } from '../services/requests';
import { runStoreCommand, withStore } from './store-command';

const RESULTS: readonly ExamResult[] = ['passed', 'not-passed'];
const USAGE = 'npm run desk -- trial-used REQUEST-NUMBER [--result passed|not-passed]';

/** @throws Fault `usage` */
function orderOf(args: readonly string[]): { number: string; result: ExamResult | undefined } {
  const { positionals, values } = parsed(args);
  const [action, number, ...rest] = positionals;
  const result = RESULTS.find((each) => each === values.result);
  if (action !== 'trial-used' || number === undefined || rest.length > 0 || result !== values.result)
    throw new Fault('usage', USAGE);
  return { number: foldDigits(number), result };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { result: { type: 'string' } } });
  } catch (cause) {
    throw new Fault('usage', USAGE, { cause });
  }
}

/** @throws Fault `request-unknown`, `not-ready` */
async function markUsedByNumber(work: Work, number: string, result: ExamResult | undefined): Promise<string> {
  const request = await work.requests.byNumber(number);
  if (!request) throw new Fault('request-unknown', `there is no request ${number}`);
  if (isRefusal(await markUsed(work, request.id, result)))
    throw new Fault('not-ready', `request ${number} is ${request.state}; only one that is ready can be used`);
  return `Request ${number}: used${result === undefined ? '' : `, ${result}`}.`;
}

void runStoreCommand((settings, args) => {
  const { number, result } = orderOf(args);
  return withStore(settings, (store) => store.transact((work) => markUsedByNumber(work, number, result)));
});
