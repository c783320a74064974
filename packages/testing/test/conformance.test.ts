import { it } from 'vitest';
import { serverConformance } from '../src/conformance/index.ts';
import { startReferenceServer } from './reference-server/start-reference-server.ts';

serverConformance(it, (app, errors) => startReferenceServer(app, errors));
