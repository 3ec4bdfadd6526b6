using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Sync.TestKit;
using Sync.Web.Access;

namespace Sync.Web.Tests.Api;

/// <summary>The document and the route table tell the same.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task GivenTheRouteTable_WhenTheDocumentIsRead_ThenEveryApiRouteIsInItAndNoOther()
    {
        await using var service = await Service.StartAsync();
        var document = (await Contract.ReadAsync(service.Client)).Document;
        var told = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}")).Order();
        var mapped = service.Endpoints.OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(m => m != "HEAD").Select(m => $"{m} {e.RoutePattern.RawText}")).Order();
        told.ShouldBe(mapped);
        told.Count().ShouldBeGreaterThan(30);
    }

    [Fact]
    public async Task GivenTheDocument_WhenItIsReadThrough_ThenItIsWhole()
    {
        await using var service = await Service.StartAsync();
        var document = (await Contract.ReadAsync(service.Client)).Document;
        var schemas = document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(s => s.Name).ToHashSet();
        var references = Regex.Matches(document.GetRawText(), "#/components/schemas/(\\w+)").Select(m => m.Groups[1].Value).ToHashSet();
        references.Except(schemas).ShouldBeEmpty();
        schemas.Except(references).ShouldBeEmpty();
        document.GetRawText().ShouldContain("If-None-Match");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).ToList();
        operations.Select(o => o.Value.GetProperty("operationId").GetString()).ShouldBeUnique();
        var schemes = document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(s => s.Name).ToHashSet();
        operations.SelectMany(o => o.Value.GetProperty("security").EnumerateArray()).SelectMany(s => s.EnumerateObject()).Select(s => s.Name).Except(schemes).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("customers/{id}", "Customer", "", "")]
    [InlineData("orders/{id}", "Order", "", "")]
    [InlineData("products/{id}", "Product", "", "sortOrder isFeatured")]
    [InlineData("runs/{time-lease-connection}", "Run", "expireAt", "id")]
    [InlineData("sync_status/pos", "SyncStatus", "", "running connections.*.state connections.*.waitingRanges[].from connections.*.waitingRanges[].to connections.*.waitingRanges[].askedAt")]
    public async Task GivenThePageOfDocuments_WhenASchemaIsRead_ThenItHasEachFieldAndBesideThemOnlyWhatTheApiAdds(string document, string schema, string keptIn, string added)
    {
        await using var service = await Service.StartAsync();
        var told = FieldsOf((await Contract.ReadAsync(service.Client)).Document.GetProperty("components").GetProperty("schemas").GetProperty(schema), "").ToList();
        var section = File.ReadAllText(Path.Combine(Repository.Root, "docs", "documents.md")).Split("\n## ").Single(s => s.StartsWith($"`{document}`", StringComparison.Ordinal));
        var documented = section.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(l => Regex.Matches(l.Split(" | ")[0], "`([^`]+)`").Select(m => m.Groups[1].Value)).ToList();

        documented.Count.ShouldBeGreaterThan(10);
        documented.Except(told).ShouldBe(keptIn.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
        told.Except(documented).ShouldBe(added.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    // As the page of documents names them: a.b, a.* by name, a[] of a list, a.** for whatever is inside.
    private static IEnumerable<string> FieldsOf(JsonElement schema, string at)
    {
        if (schema.TryGetProperty("items", out var items)) return FieldsOf(items, at + "[]");
        if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.True) return [at + ".**"];
        if (others.ValueKind == JsonValueKind.Object) return FieldsOf(others, at + ".*");
        return schema.TryGetProperty("properties", out var fields) ? fields.EnumerateObject().SelectMany(f => FieldsOf(f.Value, at.Length == 0 ? f.Name : $"{at}.{f.Name}")) : [at];
    }

    [Fact]
    public async Task GivenARouteOfAnOrg_WhenTheDocumentIsRead_ThenItNamesThePermissionThatTheGateAsksFor()
    {
        await using var service = await Service.StartAsync();
        var paths = (await Contract.ReadAsync(service.Client)).Document.GetProperty("paths");
        foreach (var endpoint in service.Endpoints.OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)))
        {
            if (AccessRules.Of(endpoint) is not AccessRule.InOrg rule) continue;
            foreach (var operation in paths.GetProperty(endpoint.RoutePattern.RawText!).EnumerateObject().Where(o => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains(o.Name.ToUpperInvariant())))
                operation.Value.GetProperty("x-permission").GetString().ShouldBe(rule.Needed.ToString());
        }
    }

    [Theory]
    [InlineData("/api/pos-integrations/pos-systems", new[] { "200", "304", "400" })]
    [InlineData("/api/health", new[] { "200", "503" })]
    public async Task GivenARouteThatIsOpenToAll_WhenTheDocumentIsRead_ThenItTellsWhatTheRouteMayAnswerAndNoMore(string path, string[] answers)
    {
        await using var service = await Service.StartAsync();
        using var anybody = await ApiUser.WithAsync(service, null);
        var operation = anybody.Contract.Document.GetProperty("paths").GetProperty(path).GetProperty("get");
        operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).ShouldBe(answers);
        operation.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldBe(answers.Contains("304") ? ["If-None-Match"] : []);

        for (var i = 0; i < 400; i++) (await service.Client.GetAsync(path)).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK); // more than a key may at once
        if (!answers.Contains("304")) return;
        var first = (await anybody.GetAsync(path)).ShouldBe(200);
        (await anybody.GetAsync(path, ("If-None-Match", first.Tag))).ShouldBe(304);
        (await anybody.GetAsync(path + "?colour=red")).ShouldBe(400);
    }

    [Fact]
    public async Task GivenTheDocument_WhenItIsAskedForAgainWithItsTag_ThenItIsNotSentTwice()
    {
        await using var service = await Service.StartAsync();
        using var first = await service.Client.GetAsync("/openapi/v1.json");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        (await service.Client.SendAsync(again)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotModified);
    }
}
