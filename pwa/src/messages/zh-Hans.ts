import core from './core/zh-Hans.json';
import desk from './desk/zh-Hans.json';
import door from './door/zh-Hans.json';
import sharing from './sharing/zh-Hans.json';
import rolls from './rolls/zh-Hans.json';
import seeing from './seeing/zh-Hans.json';
import people from './people/zh-Hans.json';
import setup from './setup/zh-Hans.json';
import type { Table } from './index';

export const table: Table = { core, door, desk, rolls, sharing, seeing, people, setup };
