// Which field a message wants changed, and to what; a name is never shortened by words of the request.
import { namedField } from '../../dialogs/named-field';

test.each([
  ['الرقم غلط', { field: 'number', value: '' }],
  ['الاسم غلط', { field: 'name', value: '' }],
  ['المحطة غلط', { field: 'station', value: '' }],
  ['غير المحطة لصويلح', { field: 'station', value: 'لصويلح' }],
  ['change the station to Marka', { field: 'station', value: 'Marka' }],
  ['الرقم الوطني غلط', { field: 'number', value: '' }],
  ['رقم الهاتف غلط', { field: 'phone', value: '' }],
  ['الاسم غلط هو سامر علي إبراهيم', { field: 'name', value: 'سامر علي إبراهيم' }],
  ['بدي أغير المحطة', { field: 'station', value: '' }],
  ['wrong number', { field: 'number', value: '' }],
  ['غير الاسم لعدلي منصور الخطيب', { field: 'name', value: '' }],
  ['بدي انقل لمحطة طبربور', { field: 'station', value: 'طبربور' }],
  ['غلطت بالاسم', { field: 'name', value: '' }],
  ['رقم الدفع غلط', undefined],
  ['رقم المحطة غلط ما حدا بيرد', undefined],
  ['محطة صويلح', undefined],
  ['غير أردني', undefined],
  ['غلط', undefined],
])('«%s»', (said, expected) => {
  expect(namedField(said)).toEqual(expected);
});
