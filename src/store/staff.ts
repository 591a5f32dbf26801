// Staff accounts, their sessions, and the record of what they did.
import type { AuditRow, Staff, StaffSession } from '../domain/staff';
import type { Audits, StaffAccounts, StaffSessions } from '../domain/work';
import { rowsOf, type Scope, type Table } from './table';

export const STAFF: Table<Staff> = {
  name: 'staff',
  fields: {
    name: 'text',
    role: 'text',
    stations: 'plain',
    passwordHash: 'sealed',
    language: 'text',
    failures: 'number',
    nextTryAt: 'date',
    disabledAt: 'date',
    createdAt: 'date',
  },
  indexes: [{ key: { name: 1 }, unique: true }],
};

export const STAFF_SESSIONS: Table<StaffSession> = {
  name: 'staffSessions',
  fields: { staffId: 'text', csrf: 'sealed', createdAt: 'date', expiresAt: 'date' },
  indexes: [{ key: { staffId: 1 } }, { key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
};

export const AUDITS: Table<AuditRow> = {
  name: 'audits',
  fields: {
    at: 'date',
    real: 'date',
    staffId: 'text',
    action: 'text',
    outcome: 'text',
    objects: 'plain',
    fields: 'plain',
    code: 'text',
    once: 'text',
    to: 'text',
  },
  indexes: [{ key: { once: 1 }, unique: true, sparse: true }, { key: { real: -1 } }],
};

export function createStaffAccounts(scope: Scope): StaffAccounts {
  const rows = rowsOf(STAFF, scope);
  return {
    byId: rows.byId,
    byName: (name) => rows.one({ name }),
    all: () => rows.many({}, { sort: { name: 1 } }),
    add: (staff) => rows.insert(staff, 'staff account'),
    save: (staff) => rows.replace(staff),
  };
}

export function createStaffSessions(scope: Scope): StaffSessions {
  const rows = rowsOf(STAFF_SESSIONS, scope);
  return {
    byId: rows.byId,
    of: (staffId) => rows.many({ staffId }, { sort: { _id: 1 } }),
    add: (session) => rows.insert(session, 'session'),
    save: (session) => rows.replace(session),
    remove: rows.remove,
  };
}

export function createAudits(scope: Scope): Audits {
  const rows = rowsOf(AUDITS, scope);
  return {
    byId: rows.byId,
    add: (row) => rows.insert(row, 'deed'),
    byOnce: (once) => rows.one({ once }),
    newest: (limit) => rows.many({}, { sort: { real: -1, _id: -1 }, limit }),
  };
}
