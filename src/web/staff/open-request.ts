// A request that a clerk opens for somebody at the desk or on the phone, marked so in its history.
import { isRefusal, refuse, type RefusalCode } from '../../errors';
import { readPhone } from '../../language/answers';
import { readCandidate, type CandidateFault } from '../../services/candidate-list';
import { openForSomebody } from '../../services/desk-requests';
import { html } from '../html';
import { say, type DeskForm, type DeskPage } from './desk';
import { form } from './form';
import { orderFields, readOrder } from './order-fields';

const ARRANGEMENTS = ['reader', 'extra-time', 'ramp', 'other'] as const;
const LANGUAGES = ['ar', 'en'] as const;
const APPLICANTS = ['citizen', 'resident'] as const;

export const openRequestPage: DeskPage = {
  path: '/staff/open',
  name: 'staff-open-request',
  title: 'desk.do.request.open',
  roles: ['clerk', 'manager', 'admin'],
  inBar: true,
  async show(desk) {
    const shown = form(desk, {
      action: 'request.open',
      hidden: {},
      fields: [
        ...orderFields(desk),
        { name: 'name', label: 'desk.column.name', required: true },
        { name: 'latinName', label: 'desk.column.latin-name', latin: true },
        { name: 'number', label: 'desk.column.document-number', required: true, latin: true },
        { name: 'country', label: 'desk.field.country' },
        {
          name: 'applicant',
          label: 'desk.column.applicant',
          as: 'choice',
          options: APPLICANTS.map((each) => [each, say(desk, `desk.applicant.${each}`)]),
        },
        {
          name: 'arrangement',
          label: 'desk.column.arrangement',
          as: 'choice',
          options: [['', '—'], ...ARRANGEMENTS.map((each) => [each, say(desk, `desk.arrangement.${each}`)] as const)],
        },
        { name: 'phone', label: 'desk.column.phone', as: 'tel', required: true, latin: true },
        {
          name: 'language',
          label: 'desk.field.language',
          as: 'choice',
          options: LANGUAGES.map((each) => [each, say(desk, `desk.language.${each}`)]),
        },
        { name: 'agreed', label: 'desk.field.agreed', as: 'checkbox', required: true },
      ],
    });
    return html`<section class="card">
      <details>
        <summary>${say(desk, 'desk.open.consent')}</summary>
        <p class="sms">${say(desk, 'consent.long')}</p>
      </details>
      ${shown}
    </section>`;
  },
};

/** The field in which a mistake stands. */
const FIELD_OF: Partial<Record<CandidateFault, string>> = { 'latin-name': 'latinName', 'name-parts': 'name' };

/** What a citizen must not learn of others stands before a clerk in plain words. */
const FOR_STAFF: Partial<Record<RefusalCode, RefusalCode>> = {
  'already-open-elsewhere': 'already-open',
  'identity-check': 'number-taken',
};

export const openRequestDeed: DeskForm = {
  action: 'request.open',
  at: () => '/staff/open',
  async perform(work, staff, fields) {
    const order = readOrder(work, staff, fields);
    if (isRefusal(order)) return order;
    const cells = {
      name: fields.get('name'),
      'latin-name': fields.get('latinName'),
      number: fields.get('number'),
      document: '',
      country: fields.get('country'),
      phone: '',
    };
    const { candidate, faults } = readCandidate(cells, order.kind === 'official');
    const [fault] = faults;
    if (fault !== undefined) return refuse('field-wrong', { field: FIELD_OF[fault] ?? fault });
    const phone = readPhone(fields.get('phone'));
    if (typeof phone !== 'string') return refuse('field-wrong', { field: 'phone' });
    if (fields.get('agreed') !== 'yes') return refuse('field-missing', { field: 'agreed' });
    const applicant = APPLICANTS.find((each) => each === fields.get('applicant')) ?? 'citizen';
    const arrangement = ARRANGEMENTS.find((each) => each === fields.get('arrangement'));
    const language = fields.get('language') === 'en' ? 'en' : 'ar';
    const opening = { ...order, applicant, arrangement, language, phone, staffId: staff.id } as const;
    const request = await openForSomebody(work, opening, candidate);
    if (isRefusal(request)) return refuse(FOR_STAFF[request.refused] ?? request.refused);
    return { objects: { request: request.id }, fields: ['request'], to: `/staff/requests/${request.number}` };
  },
};
