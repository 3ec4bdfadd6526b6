using System.Diagnostics;
using Sync.Model;
using Sync.Store;

namespace Sync.Web.Tests.Api;

/// <summary>Pages of a tenant of a million orders.</summary>
[Trait("Category", "Slow")]
public sealed class SpeedTests
{
    private const int Orders = 1_000_000;
    private const double MostMilliseconds = 50;

    [Fact]
    public async Task GivenAMillionOrders_WhenPagesAreRead_ThenTheMedianOfEachKindTakesFiftyMillisecondsAtMost()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "shop");
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("shop"));
        var random = new Random(1);
        foreach (var batch in Enumerable.Range(0, Orders).Chunk(2_000)) await tenant.CommitAsync([.. batch.Select(i => Order(i, random))]);
        var deep = (await user.GetAsync("/api/orgs/shop/orders?limit=100")).ShouldBe(200).Json.GetProperty("next").GetString();
        foreach (var query in (string[])["", "?limit=100", "?limit=100&cursor=" + deep, "?customerId=c77", "?from=2026-01-10&to=2026-01-11", "?customerId=c77&from=2026-01-10", "/o5"])
        {
            List<double> took = [];
            for (var i = 0; i < 15; i++)
            {
                var started = Stopwatch.GetTimestamp();
                using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orgs/shop/orders" + query);
                request.Headers.Authorization = new("Bearer", user.Key);
                using var answer = await user.Client.SendAsync(request);
                answer.EnsureSuccessStatusCode();
                took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            took.Order().ElementAt(7).ShouldBeLessThan(MostMilliseconds, query);
        }
    }

    private static DocumentWrite Order(int i, Random random) => DocumentWrite.Create(new DocumentPath("orders", "o" + i), DocumentBody.Build(w =>
    {
        w.Time("createdAt", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(i));
        w.Text("currency", "USD");
        w.Text("customerId", "c" + random.Next(100_000));
        w.Text("id", "o" + i);
        w.List("items", Enumerable.Range(0, 3), (m, n) =>
        {
            m.Text("name", "Product " + n);
            m.Number("price", 12.5m);
            m.Text("productId", "p" + n);
            m.Number("quantity", 1);
            m.Number("total", 12.5m);
        });
        w.Text("orgId", "shop");
        w.Text("status", "completed");
        w.Number("total", 37.5m);
    }));
}
