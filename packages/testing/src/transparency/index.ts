export { middlewareTransparency, type TransparencyOptions, type WrapApplication } from './middleware-transparency.ts';
