import type { IncomingMessage } from 'node:http';
import { createCallerReader, networkOf } from '../../src/web/client-address';

const request = (remoteAddress: string, headers: Record<string, string>) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

const PROXIES = ['10.0.0.0/8', '127.0.0.1', '2001:db8::/32'];

test.each([
  ['no proxy', '203.0.113.5', {}, [], '203.0.113.5'],
  ['IPv4 written as IPv6', '::ffff:203.0.113.5', {}, [], '203.0.113.5'],
  [
    'a header from a stranger counts for nothing',
    '203.0.113.5',
    { 'x-forwarded-for': '1.1.1.1' },
    PROXIES,
    '203.0.113.5',
  ],
  ['what a trusted proxy says', '10.1.2.3', { 'x-forwarded-for': '203.0.113.5' }, PROXIES, '203.0.113.5'],
  [
    'what the client wrote before it does not',
    '10.1.2.3',
    { 'x-forwarded-for': '1.1.1.1, 203.0.113.5' },
    PROXIES,
    '203.0.113.5',
  ],
  ['two proxies', '10.1.2.3', { 'x-forwarded-for': '203.0.113.5, 10.9.9.9' }, PROXIES, '203.0.113.5'],
  ['an IPv6 proxy', '2001:db8::1', { 'x-forwarded-for': '2001:db9::7' }, PROXIES, '2001:db9::7'],
  ['no address in the header', '10.1.2.3', { 'x-forwarded-for': 'unknown' }, PROXIES, '10.1.2.3'],
])('address: %s', (_, remote, headers, proxies, address) => {
  expect(createCallerReader(proxies)(request(remote, headers)).address).toBe(address);
});

test.each([
  ['localhost', '127.0.0.1', { host: 'localhost:3978' }, true],
  ['127.0.0.1', '127.0.0.1', { host: '127.0.0.1:3978' }, true],
  ['IPv6', '::1', { host: '[::1]:3978' }, true],
  ['from elsewhere', '203.0.113.5', { host: 'localhost:3978' }, false],
  ['a foreign name that leads here', '127.0.0.1', { host: 'evil.example:3978' }, false],
  ['a proxy on this machine', '127.0.0.1', { host: 'localhost', 'x-forwarded-for': '203.0.113.5' }, false],
  ['a proxy with the newer header', '127.0.0.1', { host: 'localhost', forwarded: 'for=203.0.113.5' }, false],
  ['somebody who claims to be this machine', '10.1.2.3', { host: 'localhost', 'x-forwarded-for': '127.0.0.1' }, false],
])('on this machine: %s', (_, remote, headers, loopback) => {
  expect(createCallerReader(PROXIES)(request(remote, headers)).loopback).toBe(loopback);
});

test.each([
  ['203.0.113.5', '203.0.113.5'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::5', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('the network of %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
