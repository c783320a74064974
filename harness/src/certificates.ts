/** Certificates for tests, signed by an authority of their own. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  type Extension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

export interface TestKeyPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** An authority that signs what it is asked to. */
export interface Authority {
  readonly cert: Buffer;
  sign(subject: string, ...hosts: string[]): Promise<TestKeyPair>;
}

export async function createAuthority(subject = 'CN=Test authority'): Promise<Authority> {
  const keys = await generateKeys();
  const own = await X509CertificateGenerator.createSelfSigned({
    name: subject,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true, 1, true)],
    ...validity(),
  });
  return {
    cert: pem(own),
    async sign(name, ...hosts) {
      const { privateKey, publicKey } = await generateKeys();
      const extensions: Extension[] = [new BasicConstraintsExtension(false)];
      if (hosts.length > 0) {
        extensions.push(new SubjectAlternativeNameExtension(hosts.map((value) => ({ type: 'dns', value }))));
      }
      const certificate = await X509CertificateGenerator.create({
        subject: name,
        issuer: own.subject,
        signingKey: keys.privateKey,
        publicKey,
        signingAlgorithm: ALGORITHM,
        extensions,
        ...validity(),
      });
      const key = await webcrypto.subtle.exportKey('pkcs8', privateKey);
      return { cert: pem(certificate), key: Buffer.from(PemConverter.encode(key, 'PRIVATE KEY')) };
    },
  };
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 3_600_000) };
}

function pem(certificate: X509Certificate): Buffer {
  return Buffer.from(certificate.toString('pem'));
}
