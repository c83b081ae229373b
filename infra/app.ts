import { commitOf } from './commit.ts';
import { createApp } from './create-app.ts';

createApp({ commit: commitOf(process.env, import.meta.dirname) }).synth();
