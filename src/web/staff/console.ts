// The desk as a list: its pages in the order of the bar, and its forms.
import type { DeskForm, DeskPage } from './desk';
import { accountDeeds, accountPage } from './account';
import { bodyListDeed, emptyListPage } from './body-list';
import { candidateDeeds } from './candidates';
import { candidateSheetPage } from './candidate-sheet';
import { homePage } from './home';
import { openRequestDeed, openRequestPage } from './open-request';
import { phraseDeed, phrasesExport, phrasesPage } from './phrases';
import { recordPage } from './record';
import { requestDeedRows, requestPage } from './request';
import { requestsPage } from './requests';
import { sittingDeeds } from './sitting-forms';
import { sittingPage, sittingsPage } from './sittings';
import { taskDeeds, taskPage, tasksPage } from './tasks';

export const DESK_PAGES: readonly DeskPage[] = [
  homePage,
  sittingsPage,
  sittingPage,
  candidateSheetPage,
  requestsPage,
  requestPage,
  openRequestPage,
  tasksPage,
  taskPage,
  emptyListPage,
  phrasesPage,
  phrasesExport,
  accountPage,
  recordPage,
];

export const DESK_FORMS: readonly DeskForm[] = [
  ...sittingDeeds,
  ...candidateDeeds,
  ...requestDeedRows,
  openRequestDeed,
  bodyListDeed,
  ...taskDeeds,
  phraseDeed,
  ...accountDeeds,
];
