using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Sync.Engine.Accounts;
using Sync.Web.Access;
using Sync.Web.Api.Requests;

namespace Sync.Web.Api.OpenApi;

/// <summary>One route as the document tells it: parameters, body, answers, who may.</summary>
internal static class OpenApiRoute
{
    private static readonly Dictionary<int, string> Meanings = new()
    {
        [200] = "As asked.",
        [201] = "Made.",
        [202] = "Begun; it goes on by itself.",
        [204] = "Done.",
        [304] = "Not changed since the ETag given.",
        [400] = "Something given is not valid; errors names it.",
        [401] = "No key or session.",
        [403] = "The key or role may not do this.",
        [404] = "There is no such thing.",
        [409] = "It cannot be done as things stand, or it is just being done.",
        [412] = "It was changed since it was read.",
        [413] = "The body is too large.",
        [415] = "The body is not of the type that this takes.",
        [422] = "Understood, and it cannot be done.",
        [428] = "If-Match is missing.",
        [429] = "Too many requests; Retry-After says how long to wait.",
        [503] = "The store does not answer.",
    };

    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        [AccessRule.OrgValue] = "The org.",
        ["connectionId"] = "The connection's id.",
        ["connector"] = "The connector's id, such as square.",
        ["stream"] = "customers, orders, products or inventory.",
    };

    public static JsonObject Of(RouteEndpoint endpoint, ApiOperation operation, string method)
    {
        var (rule, reads) = (AccessRules.Of(endpoint)!, method == "GET");
        var route = new JsonObject
        {
            ["operationId"] = operation.Id,
            ["summary"] = operation.Summary,
            ["tags"] = new JsonArray(TagOf(endpoint.RoutePattern.RawText!)),
            ["parameters"] = new JsonArray([.. Parameters(endpoint, operation, reads, rule)]),
        };
        if (operation.Body is { } body)
            route["requestBody"] = new JsonObject { ["required"] = !operation.BodyOptional, ["content"] = new JsonObject { [operation.BodyType] = new JsonObject { ["schema"] = Reference(body) } } };
        route["responses"] = Answers(operation, reads, rule);
        route["security"] = Security(operation, rule);
        if (rule is AccessRule.InOrg { Needed: var needed })
        {
            route["x-permission"] = needed.ToString();
            route["x-scope"] = string.Join(' ', Scopes.Of(needed));
            route["x-role"] = Roles.NameOf(Enum.GetValues<Role>().First(r => (Roles.PermissionsOf(r) & needed) == needed));
        }

        return route;
    }

    private static string TagOf(string path) => path.Split('/') is [_, _, "orgs", _, var resource, ..] ? resource.Split('.')[0] : path.Split('/')[2];

    private static IEnumerable<JsonNode?> Parameters(RouteEndpoint endpoint, ApiOperation operation, bool reads, AccessRule rule)
    {
        foreach (var part in endpoint.RoutePattern.Parameters)
            yield return Parameter(part.Name, "path", Named.GetValueOrDefault(part.Name, "The id, as the list has it."), new JsonObject { ["type"] = "string" }, required: true);
        foreach (var parameter in operation.Query)
        {
            var schema = new JsonObject { ["type"] = "string" };
            if (parameter.Format.Length > 0) schema["format"] = parameter.Format;
            if (parameter.Choices.Count > 0) schema["enum"] = new JsonArray([.. parameter.Choices.Select(c => (JsonNode)c)]);
            yield return Parameter(parameter.Name, "query", parameter.Meaning, schema, parameter.Required);
        }

        if (operation.Paged)
        {
            yield return Parameter("limit", "query", "At most so many items.", new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = Pages.Most, ["default"] = Pages.Usual });
            yield return Parameter("cursor", "query", "Where the page before ended: its next.", new JsonObject { ["type"] = "string" });
        }

        if (reads && Refusals(operation, reads, rule).Concat(operation.Refusals).Contains(304))
            yield return Parameter("If-None-Match", "header", "The ETag of an answer that is known: the same one is 304.", new JsonObject { ["type"] = "string" });
        if (operation.IfMatch || operation.MayMatch)
            yield return Parameter("If-Match", "header", "The ETag of what was read.", new JsonObject { ["type"] = "string" }, required: operation.IfMatch);
        if (!reads && rule is AccessRule.InOrg) yield return Parameter("Idempotency-Key", "header", "Sent again with the same key within a day, the change is made once and answered alike.", new JsonObject { ["type"] = "string", ["maxLength"] = 200 });
    }

    private static JsonObject Parameter(string name, string place, string meaning, JsonObject schema, bool required = false) =>
        new() { ["name"] = name, ["in"] = place, ["required"] = required, ["description"] = meaning, ["schema"] = schema };

    private static JsonObject Answers(ApiOperation operation, bool reads, AccessRule rule)
    {
        var fine = new JsonObject { ["description"] = Meanings[operation.Status] };
        if (operation.Answer is { } answer) fine["content"] = new JsonObject { [operation.ContentType] = new JsonObject { ["schema"] = Reference(answer) } };
        if (operation.Paged) fine["headers"] = new JsonObject { ["Link"] = new JsonObject { ["description"] = "The next page, as rel=\"next\"; absent on the last.", ["schema"] = new JsonObject { ["type"] = "string" } } };
        var answers = new JsonObject { [operation.Status.ToString(CultureInfo.InvariantCulture)] = fine };
        foreach (var status in Refusals(operation, reads, rule).Concat(operation.Refusals).Distinct().Order())
            answers[status.ToString(CultureInfo.InvariantCulture)] = status == 304
                ? new JsonObject { ["description"] = Meanings[status] }
                : new JsonObject { ["description"] = Meanings[status], ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Reference("Problem") } } };
        return answers;
    }

    private static IEnumerable<int> Refusals(ApiOperation operation, bool reads, AccessRule rule)
    {
        if (operation.ProvedBy is not null) return [401, 413];
        if (rule is AccessRule.Open) return []; // nobody is counted there, and each says by itself what it refuses
        IEnumerable<int> all = rule is AccessRule.InOrg ? [400, 401, 403, 404, 429, 503] : [400, 401, 404, 429, 503];
        if (reads) return operation.ContentType == "application/json" ? all.Append(304) : all;
        return operation.IfMatch ? [.. all, 409, 412, 413, 415, 422, 428] : operation.MayMatch ? [.. all, 409, 412, 413, 415, 422] : [.. all, 409, 413, 415, 422];
    }

    private static JsonArray Security(ApiOperation operation, AccessRule rule) =>
        operation.ProvedBy is { } other ? new JsonArray(new JsonObject { [other] = new JsonArray() })
        : rule is AccessRule.Open ? []
        : new JsonArray(new JsonObject { ["apiKey"] = new JsonArray() }, new JsonObject { ["session"] = new JsonArray() });

    private static JsonObject Reference(string schema) => new() { ["$ref"] = "#/components/schemas/" + schema };
}
