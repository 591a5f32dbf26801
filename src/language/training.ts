// The training phrases by what they want: locales/phrases/training, one file an intent, written by people for this service. What is none
// of our business has a file too, so that the classifier learns what to leave alone.
import cancelRequest from '../../locales/phrases/training/cancel_request.json';
import certificateStatus from '../../locales/phrases/training/certificate_status.json';
import changePhone from '../../locales/phrases/training/change_phone.json';
import eraseData from '../../locales/phrases/training/erase_data.json';
import fees from '../../locales/phrases/training/fees.json';
import greeting from '../../locales/phrases/training/greeting.json';
import helpMenu from '../../locales/phrases/training/help_menu.json';
import locationsHours from '../../locales/phrases/training/locations_hours.json';
import myData from '../../locales/phrases/training/my_data.json';
import notMe from '../../locales/phrases/training/not_me.json';
import optIn from '../../locales/phrases/training/opt_in.json';
import optOut from '../../locales/phrases/training/opt_out.json';
import outOfScope from '../../locales/phrases/training/out_of_scope.json';
import payment from '../../locales/phrases/training/payment.json';
import placementTest from '../../locales/phrases/training/placement_test.json';
import requestCourse from '../../locales/phrases/training/request_course.json';
import requestExam from '../../locales/phrases/training/request_exam.json';
import requestStatus from '../../locales/phrases/training/request_status.json';
import requiredDocuments from '../../locales/phrases/training/required_documents.json';
import switchLanguage from '../../locales/phrases/training/switch_language.json';
import talkToStaff from '../../locales/phrases/training/talk_to_staff.json';
import thanks from '../../locales/phrases/training/thanks.json';
import { wordsOf } from './word-lists';

const PHRASES = {
  cancel_request: cancelRequest,
  certificate_status: certificateStatus,
  change_phone: changePhone,
  erase_data: eraseData,
  fees,
  greeting,
  help_menu: helpMenu,
  locations_hours: locationsHours,
  my_data: myData,
  not_me: notMe,
  opt_in: optIn,
  opt_out: optOut,
  out_of_scope: outOfScope,
  payment,
  placement_test: placementTest,
  request_course: requestCourse,
  request_exam: requestExam,
  request_status: requestStatus,
  required_documents: requiredDocuments,
  switch_language: switchLanguage,
  talk_to_staff: talkToStaff,
  thanks,
} as const;

export type Label = keyof typeof PHRASES;
export const LABELS = Object.keys(PHRASES) as readonly Label[];
export const isLabel = (name: string): name is Label => Object.hasOwn(PHRASES, name);
export type Intent = Exclude<Label, 'out_of_scope'>;

/** How people write: Standard Arabic, Jordanian Arabic, English, Arabic in Latin letters. */
export type Variety = keyof (typeof PHRASES)[Label];
export const VARIETIES: readonly Variety[] = ['standard', 'jordanian', 'english', 'arabizi'];

export type Phrase = { readonly label: Label; readonly variety: Variety; readonly text: string };

export const TRAINING: readonly Phrase[] = LABELS.flatMap((label) =>
  VARIETIES.flatMap((variety) => PHRASES[label][variety].map((text: string) => ({ label, variety, text }))),
);

/** Names stand in a few of the training phrases too. */
const FEWEST_PHRASES = 5;
let ofService: ReadonlyMap<string, number> | undefined;

/** Whether a word is one of those in which people ask for the service. */
export function isOfService(word: string): boolean {
  ofService ??= countedIn(TRAINING.map(({ text }) => text));
  return (ofService.get(word) ?? 0) >= FEWEST_PHRASES;
}

function countedIn(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of new Set(wordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
