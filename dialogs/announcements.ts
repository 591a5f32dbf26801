// Announcements of new courses and exams to a phone: left and taken up again. What concerns somebody's own requests is no announcement.
import type { Scope } from '../src/bot/scope';
import { wantAnnouncements } from '../src/services/citizens';
import type { Told } from './told';

const phoneOf = (scope: Scope): { readonly phone: string } => {
  if (!scope.citizen) throw new Error('announcements without a proven phone');
  return { phone: scope.citizen.phone };
};

/** Asked where a sentence is taken to want it; STOP and START are done at once. */
export const askLeave = (scope: Scope): Told => ({
  text: scope.t('ask.announcements.leave', phoneOf(scope)),
  offer: { ask: 'agreed', values: ['announcements-leave', 'announcements-keep'] },
});

export const askJoin = (scope: Scope): Told => ({
  text: scope.t('ask.announcements.join', phoneOf(scope)),
  offer: { ask: 'agreed', values: ['announcements-join', 'announcements-keep'] },
});

/** No announcements from now on. */
export const leave = (scope: Scope): Promise<Told> => decided(scope, false);
/** Announcements from now on. */
export const join = (scope: Scope): Promise<Told> => decided(scope, true);

async function decided(scope: Scope, wanted: boolean): Promise<Told> {
  const phone = phoneOf(scope);
  if (scope.citizen) scope.become({ citizen: await wantAnnouncements(scope.work, scope.citizen, wanted) });
  return { text: scope.t(wanted ? 'reply.announcements-joined' : 'reply.announcements-left', phone) };
}
