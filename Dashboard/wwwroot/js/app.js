import { start } from './circuit.js';
import './clock.js';
import './dom.js';
import './keys.js';
import './theme.js';

start();
