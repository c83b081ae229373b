import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Config } from '../../shared/runtime/config.ts';
import { bundleFunction, CONFIG_FILE, PROJECT } from './function-bundle.ts';

const ENTRY = 'mllp-gateway';

/** The gateway's image: made by Docker when it is deployed, of a folder beside the templates that the synthesis fills without it. */
export function gatewayImage(scope: Construct, config: Config): ContainerImage {
  const folder = join(outdirOf(scope), ENTRY);
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(PROJECT, 'functions', ENTRY, 'Dockerfile'), join(folder, 'Dockerfile'));
  if (Stack.of(scope).bundlingRequired) bundleGateway(folder, config);
  return ContainerImage.fromAsset(folder, { platform: Platform.LINUX_ARM64 });
}

function outdirOf(scope: Construct): string {
  const stage = Stage.of(scope);
  if (!stage) throw new Error('a construct outside of any app');
  return stage.outdir;
}

/** All that the Dockerfile copies. */
export function bundleGateway(folder: string, config: Config): void {
  bundleFunction(ENTRY, folder, 'container');
  writeFileSync(join(folder, CONFIG_FILE), JSON.stringify(config));
}
