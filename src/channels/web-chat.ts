// Web chat: no carrier. The transaction that stores a message is its delivery; open streams read it from there.
import type { Channel } from './channel';

export const webChat: Channel = { name: 'web-chat', render: (content) => content.text };
