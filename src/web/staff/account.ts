// Somebody's own account: another password, another language.
import { stationOf } from '../../domain/catalogue';
import { ROLES } from '../../domain/staff';
import { refuse } from '../../errors';
import { hashPassword, isPassword } from '../../passwords';
import { beginTry, isStrong, setPassword } from '../../services/staff';
import { html } from '../html';
import { say, type DeskForm, type DeskPage } from './desk';
import { form } from './form';
import { facts } from './table';

export const accountPage: DeskPage = {
  path: '/staff/account',
  name: 'staff-account',
  title: 'desk.account',
  roles: ROLES,
  inBar: true,
  async show(desk) {
    const { staff, work, language } = desk;
    const stations =
      staff.stations === 'all'
        ? say(desk, 'desk.stations.all')
        : staff.stations.map((id) => stationOf(work.catalogue, id)?.name[language] ?? id).join(' · ');
    return html`${facts(desk, [
        ['desk.field.name', staff.name],
        ['desk.role', say(desk, `desk.role.${staff.role}`)],
        ['desk.stations', stations],
      ])}
      <section class="card">
        <h2>${say(desk, 'desk.do.account.password')}</h2>
        <p class="soft">${say(desk, 'desk.password.rule')}</p>
        ${form(desk, {
          action: 'account.password',
          hidden: {},
          fields: [
            { name: 'password', label: 'desk.field.password', as: 'password', required: true, latin: true },
            { name: 'new', label: 'desk.field.new', as: 'password', required: true, latin: true },
          ],
        })}
      </section>`;
  },
};

export const accountDeeds: readonly DeskForm[] = [
  {
    action: 'account.password',
    at: () => '/staff/account',
    // The hash takes some hundredths of a second inside the transaction: only this account's row waits for it.
    async perform(work, staff, fields) {
      if (staff.nextTryAt !== undefined && staff.nextTryAt > work.real)
        return refuse('sign-in-wait', { seconds: Math.ceil((staff.nextTryAt - work.real) / 1000) });
      if (!(await isPassword(fields.get('password'), staff.passwordHash))) return refuse('password-wrong');
      if (!isStrong(fields.get('new'))) return refuse('password-weak');
      await setPassword(work, staff, await hashPassword(fields.get('new')));
      return { objects: { staff: staff.id }, fields: ['password'], to: '/staff/' };
    },
    // Counted like a wrong one at sign-in, and slowed with those.
    async afterRefusal(work, staff, { refused }) {
      if (refused === 'password-wrong') await beginTry(work, staff.name);
    },
  },
  {
    action: 'account.language',
    at: () => '/staff/',
    async perform(work, staff, fields) {
      const language = (['ar', 'en'] as const).find((each) => each === fields.get('language'));
      if (language === undefined) return refuse('field-wrong', { field: 'language' });
      await work.staff.save({ ...staff, language });
      return { objects: { staff: staff.id }, fields: ['language'] };
    },
  },
];
