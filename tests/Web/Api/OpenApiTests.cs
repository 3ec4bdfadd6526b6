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
    [InlineData("customers", "Customer")]
    [InlineData("orders", "Order")]
    [InlineData("products", "Product")]
    public async Task GivenThePageOfDocuments_WhenASchemaIsRead_ThenItHasEachFieldAndBesideThemOnlyTheAdmins(string collection, string schema)
    {
        await using var service = await Service.StartAsync();
        var fields = (await Contract.ReadAsync(service.Client)).Document.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties");
        var told = fields.EnumerateObject().SelectMany(f => f.Value.TryGetProperty("items", out var item) ? item.GetProperty("properties").EnumerateObject().Select(i => $"{f.Name}[].{i.Name}") : [f.Name]);
        var section = File.ReadAllText(Path.Combine(Repository.Root, "docs", "documents.md")).Split("\n## ").Single(s => s.StartsWith($"`{collection}/{{id}}`", StringComparison.Ordinal));
        var documented = section.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(l => Regex.Matches(l.Split(" | ")[0], "`([^`]+)`").Select(m => m.Groups[1].Value)).ToList();

        documented.Count.ShouldBeGreaterThan(10);
        documented.Except(told).ShouldBeEmpty();
        told.Except(documented).Except(["sortOrder", "isFeatured"]).ShouldBeEmpty();
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
