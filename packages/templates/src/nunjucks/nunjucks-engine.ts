/** The engine that is used unless another is named: nunjucks' language. */
import type { CreateEngine, EngineSetup, TemplateEngine } from '../template-engine.ts';
import type { TemplateStore } from './compiled-template.ts';
import { Environment } from './environment.ts';
import { escaped, plain } from './escape.ts';
import { builtInFilters } from './filters.ts';
import { builtInGlobals } from './globals.ts';
import { PrecompiledStore } from './precompiled-store.ts';
import { SourceStore } from './source-store.ts';
import { tagParsings } from './tag.ts';

/** Templates that are compiled from their sources. */
export const nunjucksEngine: CreateEngine = (setup) => {
  const { sources, cache, reload } = setup;
  return engineOver(new SourceStore({ sources, tags: tagParsings(setup.extensions), cache, reload }), setup);
};

/** Templates that were compiled before, by `precompile`. */
export function precompiledTemplates(module: unknown): CreateEngine {
  const store = new PrecompiledStore(module);
  return (setup) => engineOver(store, setup);
}

function engineOver(store: TemplateStore, setup: EngineSetup): TemplateEngine {
  const options = {
    store,
    filters: new Map([...builtInFilters(), ...Object.entries(setup.filters)]),
    globals: new Map([...builtInGlobals(), ...Object.entries(setup.globals)]),
    tags: new Map(Object.entries(setup.extensions)),
  };
  const html = new Environment({ ...options, text: escaped });
  const text = new Environment({ ...options, text: plain });
  return {
    render: (name, values) => html.render(name, values),
    renderText: (name, values) => text.render(name, values),
    load: (name) => html.load(name),
  };
}
