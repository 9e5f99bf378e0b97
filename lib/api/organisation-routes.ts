import { z } from "zod";
import { createProject, deleteProject, getProject, listProjects, updateProject } from "@/lib/access/projects";
import { createProjectRequest, deleted, project, updateProjectRequest } from "@/lib/contract/access";
import { BODY_ERRORS, body, OBJECT_ERRORS, objectOf, type Route } from "./route";

/** Organisations, projects, people and teams. */
export const ORGANISATION_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/projects",
    operationId: "listProjects",
    tag: "Organisations",
    status: 200,
    summary: "List projects",
    description: "The organisation's projects that the caller may see. X-Project-Identity has no meaning here.",
    response: z.array(project),
    errors: ["permission_denied"],
    run: (call) => body(listProjects(call)),
  },
  {
    method: "POST",
    path: "/v1/projects",
    operationId: "createProject",
    tag: "Organisations",
    status: 201,
    summary: "Create a project",
    description: "A scope of its own for keys, at the top or below another project; at most 8 deep.",
    request: createProjectRequest,
    example: { name: "Payments" },
    response: project,
    errors: [...BODY_ERRORS, "permission_denied", "slug_taken", "state_conflict"],
    run: (call) => body(createProject(call)),
  },
  {
    method: "GET",
    path: "/v1/projects/:identity",
    operationId: "getProject",
    tag: "Organisations",
    status: 200,
    summary: "Read a project",
    description: "By identity or slug.",
    response: project,
    errors: OBJECT_ERRORS,
    run: (call, input) => body(getProject(call, objectOf(input))),
  },
  {
    method: "PUT",
    path: "/v1/projects/:identity",
    operationId: "updateProject",
    tag: "Organisations",
    status: 200,
    summary: "Change a project",
    description:
      "What the request leaves out stays, as does the slug. parentProjectIdentity moves it; null to the top.",
    request: updateProjectRequest,
    example: { description: "Keys of the payment services" },
    response: project,
    errors: [...OBJECT_ERRORS, ...BODY_ERRORS, "state_conflict"],
    run: (call, input) => body(updateProject(call, objectOf(input))),
  },
  {
    method: "DELETE",
    path: "/v1/projects/:identity",
    operationId: "deleteProject",
    tag: "Organisations",
    status: 200,
    summary: "Delete a project",
    description:
      "Only while it has neither projects below it nor keys, those whose deletion is pending included. Its policies and bindings go with it; its slug is never used again.",
    requestOptional: true,
    response: deleted,
    errors: [...OBJECT_ERRORS, ...BODY_ERRORS, "state_conflict", "region_unavailable"],
    run: (call, input) => body(deleteProject(call, objectOf(input))),
  },
];
