using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Alleaves.Tests;

/// <summary>The simulator's reference profile against the shared contract: else the connector would be tested against our own idea of it.</summary>
public sealed class ContractTests
{
    [SkippableTheory]
    [InlineData("/api/customers?locationId=1000&page=1&pageSize=100", "GET", "CustomerPage")]
    [InlineData("/api/orders?locationId=1000&page=1&pageSize=100", "GET", "OrderPage")]
    [InlineData("/inventory/search", "POST", "InventoryResponse")]
    public async Task Given_the_shared_contract_When_the_simulator_answers_Then_it_keeps_to_it(string path, string method, string schema)
    {
        using var contract = JsonDocument.Parse(await File.ReadAllTextAsync(Require.Shared("contracts/alleaves.openapi.json")));
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Still());
        await reading.ReadAsync(PosStream.Customers);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), pos.BaseUrl + path);
        request.Headers.Add("Authorization", pos.Requests.Last().Headers["Authorization"]);

        using var response = await client.SendAsync(request);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());

        new ContractCheck(contract.RootElement).Faults(schema, answer.RootElement).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Given_the_shared_contract_When_the_connector_asks_Then_its_requests_keep_to_it()
    {
        using var contract = JsonDocument.Parse(await File.ReadAllTextAsync(Require.Shared("contracts/alleaves.openapi.json")));
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Still(), change: s => s["historyDays"] = "30");
        foreach (var stream in new[] { PosStream.Customers, PosStream.Orders, PosStream.Products }) await reading.ReadAsync(stream);
        var check = new ContractCheck(contract.RootElement);

        foreach (var request in pos.Requests)
        {
            var operation = contract.RootElement.GetProperty("paths").GetProperty(request.Path).GetProperty(request.Method.ToLowerInvariant());
            check.QueryFaults(operation, request.Query).ShouldBeEmpty();
            if (request.Body.Length == 0) continue;
            using var body = JsonDocument.Parse(request.Body);
            check.Faults(request.Path == "/api/auth" ? "AuthRequest" : "InventorySearchRequest", body.RootElement).ShouldBeEmpty();
        }
    }
}
