import core from './core/zh-Hant.json';
import desk from './desk/zh-Hant.json';
import door from './door/zh-Hant.json';
import rolls from './rolls/zh-Hant.json';
import sharing from './sharing/zh-Hant.json';
import seeing from './seeing/zh-Hant.json';
import people from './people/zh-Hant.json';
import setup from './setup/zh-Hant.json';
import type { Table } from './index';

export const table: Table = { core, door, desk, rolls, sharing, seeing, people, setup };
