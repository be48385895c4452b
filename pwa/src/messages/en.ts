import core from './core/en.json';
import desk from './desk/en.json';
import door from './door/en.json';
import rolls from './rolls/en.json';
import sharing from './sharing/en.json';
import seeing from './seeing/en.json';
import people from './people/en.json';
import setup from './setup/en.json';
import type { Table } from './index';

export const table: Table = { core, door, desk, rolls, sharing, seeing, people, setup };
