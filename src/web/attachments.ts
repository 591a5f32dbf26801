// What kind of thing a client attached to its activity, by the content type. Opens and fetches nothing.
import type { InboundKind } from '../domain/message';

const KINDS: readonly (readonly [contentType: RegExp, kind: InboundKind])[] = [
  [/^image\//, 'image'],
  [/^audio\//, 'voice'],
  [/^video\//, 'video'],
  [/./, 'document'],
];

export const kindOfAttachment = (contentType: string): InboundKind =>
  KINDS.find(([pattern]) => pattern.test(contentType.toLowerCase()))?.[1] ?? 'other';
