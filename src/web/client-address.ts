// Who is at the other end: the socket's address, or what a proxy that we trust says; and whether that is this machine.
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

export type Caller = {
  /** An IPv4 or IPv6 address, as text. */
  readonly address: string;
  /** A program on this machine that asks for this machine by name, and not on behalf of somebody else. */
  readonly loopback: boolean;
};

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;

/** @param host with or without a port, as in a URL or a Host header */
export const isLoopbackHost = (host: string): boolean => LOOPBACK_HOST.test(host);

const own = new BlockList();
own.addSubnet('127.0.0.0', 8, 'ipv4');
own.addAddress('::1', 'ipv6');

/** @param trustedProxies addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-For` counts */
export function createCallerReader(trustedProxies: readonly string[]): (request: IncomingMessage) => Caller {
  const trusted = new BlockList();
  for (const entry of trustedProxies) {
    const [network = '', bits] = entry.split('/');
    if (bits === undefined) trusted.addAddress(network, family(network));
    else trusted.addSubnet(network, Number(bits), family(network));
  }
  return (request) => {
    const address = farthest(request, trusted);
    return { address, loopback: isOwn(address) && asksForThisMachine(request) };
  };
}

/** From the nearest hop outwards: the first that is no trusted proxy. What a stranger wrote before it counts for nothing. */
function farthest(request: IncomingMessage, trusted: BlockList): string {
  const nearest = plain(request.socket.remoteAddress ?? '');
  const hops = forwardedFor(request)
    .split(',')
    .map((hop) => plain(hop.trim()))
    .reverse();
  let address = nearest;
  for (const hop of hops) {
    if (isIP(address) === 0 || !trusted.check(address, family(address)) || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

function forwardedFor(request: IncomingMessage): string {
  const header = request.headers['x-forwarded-for'];
  return Array.isArray(header) ? header.join(',') : (header ?? '');
}

const isOwn = (address: string): boolean => isIP(address) !== 0 && own.check(address, family(address));

/** A proxy on this machine would make everybody look local; so would a foreign name that a browser resolves to 127.0.0.1. */
function asksForThisMachine(request: IncomingMessage): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'];
  return forwarded === undefined && isLoopbackHost(request.headers.host ?? '');
}

/** What stands for one household or office: an IPv4 address, or the first half of an IPv6 one. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.split('%', 1)[0]!.split('::');
  const front = head.split(':').filter(Boolean);
  const missing = 8 - front.length - tail.split(':').filter(Boolean).length;
  const groups = address.includes('::') ? [...front, ...Array.from({ length: missing }, () => '0')] : front;
  return `${groups.slice(0, 4).join(':')}::/64`;
}
