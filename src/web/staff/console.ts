// The desk as a list: its pages in the order of the bar, and its forms.
import type { DeskForm, DeskPage } from './desk';
import { accountDeeds, accountPage } from './account';
import { candidateDeeds } from './candidates';
import { homePage } from './home';
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
  requestsPage,
  requestPage,
  tasksPage,
  taskPage,
  accountPage,
  recordPage,
];

export const DESK_FORMS: readonly DeskForm[] = [
  ...sittingDeeds,
  ...candidateDeeds,
  ...requestDeedRows,
  ...taskDeeds,
  ...accountDeeds,
];
