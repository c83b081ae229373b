import * as z from 'zod';
import { ALERT_LISTS } from '../../shared/desk/alert-list.ts';
import type { DeskUser } from '../../shared/desk/user.ts';
import { actionOfApi, alertIdSchema, apiActionSchema } from './alert-action.ts';
import { type Answer, json } from './answers.ts';
import { alertPageSchema, alertSchema, auditSchema, listViewsSchema, reportSchema } from './api-schemas.ts';
import { bundleAnswer } from './bundle-answer.ts';
import type { DeskParts } from './desk-parts.ts';
import { type DeskRequest, readFields, readJson } from './desk-request.ts';
import { cursorSchema, periodOf, readAlert, teamIdSchema } from './page-routes.ts';
import { RequestRefusedError } from './refusal.ts';
import { problemOf } from './refusal-of.ts';
import { userOfClaims } from './sign-in/user-of-claims.ts';

/** One route of the API: who asks, what, and of which alert or team. */
export type ApiRoute = (
  parts: DeskParts,
  user: DeskUser,
  request: DeskRequest,
  id: string,
) => Promise<Answer>;

/** Query of a list. */
export const listQuerySchema = z.object({
  which: z.enum(ALERT_LISTS).default('open'),
  team: teamIdSchema.exactOptional(),
  before: cursorSchema.exactOptional(),
  limit: z.coerce.number().int().min(1).max(100).exactOptional(),
});

/** Query of who was shown a list. */
export const listViewsQuerySchema = z.object({ before: cursorSchema.exactOptional() });

/** Query of a report: whole days (UTC), both included. */
export const reportQuerySchema = z.object({
  from: z.iso.date().exactOptional(),
  to: z.iso.date().exactOptional(),
});

/** Answers whoever shows an access token of a user with a role; a program gets a problem where it is refused. */
export async function answerBearer(
  parts: DeskParts,
  request: DeskRequest,
  route: ApiRoute,
  id = '',
): Promise<Answer> {
  try {
    const user = await userOfToken(parts, request);
    await parts.limit(`user:${user.id}`);
    return await route(parts, user, request, id);
  } catch (error) {
    return problemOf(error, parts.telemetry);
  }
}

async function userOfToken(
  { readBearerToken, teams, limit }: DeskParts,
  { header, address }: DeskRequest,
): Promise<DeskUser> {
  const [, token] = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(header('authorization') ?? '') ?? [];
  const claims = token === undefined ? undefined : await readBearerToken(token);
  if (!claims) {
    await limit(`address:${address}`);
    throw new RequestRefusedError('not-signed-in');
  }
  const user = userOfClaims(
    claims,
    teams.map(({ id }) => id),
  );
  if (!user) throw new RequestRefusedError('no-role');
  return user;
}

const alertIdOf = (id: string): string => {
  const alertId = alertIdSchema.safeParse(id);
  if (!alertId.success) throw new RequestRefusedError('no-such-alert');
  return alertId.data;
};

export const listRoute: ApiRoute = async ({ service }, user, { query }) =>
  json(z.encode(alertPageSchema, await service.listAlerts(user, readFields(listQuerySchema, query))));

export const alertRoute: ApiRoute = async ({ service }, user, _request, id) =>
  json(z.encode(alertSchema, await readAlert(service, { user }, id)));

export const actionRoute: ApiRoute = async ({ service }, user, request, id) => {
  const asked = readJson(apiActionSchema, request);
  const alert = await service.act(user, alertIdOf(id), actionOfApi(asked), { version: asked.version });
  return json(z.encode(alertSchema, alert));
};

export const auditRoute: ApiRoute = async ({ service }, user, _request, id) =>
  json(z.encode(auditSchema, { entries: await service.audit(user, alertIdOf(id)) }));

export const bundleRoute: ApiRoute = async ({ service }, user, _request, id) =>
  bundleAnswer(await readAlert(service, { user }, id));

function requireTeam({ teams }: Pick<DeskParts, 'teams'>, id: string): void {
  if (!teams.some((team) => team.id === id)) throw new RequestRefusedError('no-such-address');
}

export const viewsRoute: ApiRoute = async (parts, user, { query }, id) => {
  requireTeam(parts, id);
  const views = await parts.service.listViews(user, id, readFields(listViewsQuerySchema, query));
  return json(z.encode(listViewsSchema, views));
};

export const reportRoute: ApiRoute = async (parts, user, { query }, id) => {
  const { service, clock } = parts;
  requireTeam(parts, id);
  const period = periodOf(readFields(reportQuerySchema, query), clock.now());
  return json(z.encode(reportSchema, await service.report(user, id, period)));
};
