using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Sync.Engine.Accounts;
using Sync.Web.Access;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Access;

/// <summary>Ids that no document can have: too long, or of a form that the store keeps for itself. There is nothing of them, and nothing fails.</summary>
public sealed class OddIdTests
{
    public static TheoryData<string> Ids { get; } =
    [
        new string('a', 1_600), // as long as no document's, and a key's or an account's by its letters
        new string('a', 1_600) + ".b", // the same as a link's token
        "shop." + new string('a', 1_600),
        "__x__",
        string.Concat(Enumerable.Repeat("%E2%82%AC", 501)),
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task GivenAnIdThatNoDocumentCanHave_WhenEachRouteIsAskedWithIt_ThenNoneFails(string id)
    {
        await using var service = await Service.StartAsync();
        using var owner = await Browserish.SignedInAsync(service, "shop", Role.Owner);
        var form = await owner.TokenAsync("/account");
        List<string> wrong = [];
        foreach (var (endpoint, method) in RouteTable.All(service).Where(r => r.Endpoint.RoutePattern.Parameters.Any(p => p.Name != AccessRule.OrgValue)))
        {
            var named = endpoint.RoutePattern.Parameters.ToDictionary(p => p.Name, _ => id);
            using var request = new HttpRequestMessage(new HttpMethod(method), endpoint.PathOf("shop", named));
            request.Headers.Add(Gate.OwnHeader, "1");
            if (method is not ("GET" or "HEAD"))
                request.Content = request.RequestUri!.OriginalString.StartsWith("/api/", StringComparison.Ordinal)
                    ? new StringContent("""{"role":"viewer"}""", Encoding.UTF8, "application/json")
                    : new FormUrlEncodedContent(new Dictionary<string, string> { ["csrf"] = form, ["role"] = "viewer", ["password"] = "a long enough password", ["name"] = "Ann" });
            using var answer = await owner.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            if ((int)answer.StatusCode >= 500) wrong.Add($"{method} {endpoint.RoutePattern.RawText}: {(int)answer.StatusCode}");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAKeyWhoseIdNoDocumentCanHave_WhenItIsShown_ThenItIsRefusedAsAnyWrongKey()
    {
        await using var service = await Service.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(service.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"sync.demo.{new string('a', 1_600)}.b");

        using var answer = await client.GetAsync("/api/orgs/demo/orders");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
