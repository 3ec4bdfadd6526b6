using Sync.ConnectorKit;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>Lightspeed's history, which is read from its end down, when answers go wrong or sales change meanwhile.</summary>
[Trait("Category", "Conformance")]
public sealed class LightspeedHistoryTests
{
    // What one takes, the last of which asks for what changed meanwhile.
    private const int Requests = 15;

    // An empty answer to the search's questions, which is over by then, costs nothing but order.
    private const int Searched = 8;

    /// <summary>Each request of such a read but its first two, which tell a history from a single page.</summary>
    public static TheoryData<int, FaultKind> Wrong
    {
        get
        {
            var data = new TheoryData<int, FaultKind>();
            for (var skip = 2; skip < Requests; skip++)
            {
                data.Add(skip, FaultKind.Empty);
                data.Add(skip, FaultKind.SamePage);
            }

            return data;
        }
    }

    public static TheoryData<int> Each => [.. Enumerable.Range(0, Requests)];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Given_an_answer_that_is_empty_or_the_one_before_When_a_history_is_read_Then_all_of_it_comes_or_the_read_says_that_it_failed(int skip, FaultKind kind)
    {
        await using var shop = await LightspeedShop.OpenAsync(pageSize: 20);
        var fault = new Fault { Path = "/sales", Kind = kind, Skip = skip, Times = kind == FaultKind.Empty ? 1 : 2 };
        shop.Fake.Faults.Add(fault);

        var read = await shop.Connect().ReadAsync(PosStream.Orders);

        fault.Hits.ShouldBeGreaterThan(0);
        shop.Fake.Faults.Clear();
        if (read.Error is not null)
        {
            (kind == FaultKind.Empty && skip < Searched).ShouldBeFalse();
            read.Error.ShouldBeOfType<RestartPagingException>();
            read.End.ShouldBeNull();
            return;
        }

        Expectation.Compare(PosStream.Orders, read, shop.Fake);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
        read.End.Cursor.ShouldBe((await shop.Connect().ReadAsync(PosStream.Orders)).End!.Cursor);
    }

    [Fact]
    public async Task Given_a_sale_that_is_edited_while_read_and_an_empty_answer_at_the_end_When_a_history_is_read_Then_it_is_not_taken_for_whole()
    {
        await using var shop = await LightspeedShop.OpenAsync(pageSize: 20);
        await shop.Connect().ReadAsync(PosStream.Orders); // each has its version
        var oldest = shop.Truth.Orders.Snapshot().MinBy(o => o.UpdatedAt)!;
        shop.Fake.Faults.Add(new Fault
        {
            Path = "/sales",
            Kind = FaultKind.Before,
            Skip = Requests / 2,
            Times = 1,
            Before = () => shop.Truth.Orders[shop.Truth.Orders.IndexOf(oldest)] = oldest with { CustomerId = null },
        });
        shop.Fake.Faults.Add(new Fault { Path = "/sales", Kind = FaultKind.Empty, Skip = Requests - 1 });

        var read = await shop.Connect().ReadAsync(PosStream.Orders);

        read.End.ShouldBeNull();
        read.Error.ShouldBeOfType<RestartPagingException>();
    }

    [Theory]
    [MemberData(nameof(Each))]
    public async Task Given_sales_that_are_edited_and_made_before_any_request_When_a_history_is_read_Then_the_last_word_on_each_comes(int skip)
    {
        await using var shop = await LightspeedShop.OpenAsync(pageSize: 20);
        await shop.Connect().ReadAsync(PosStream.Orders); // each has its version
        var sales = shop.Truth.Orders.Snapshot().OrderBy(o => o.UpdatedAt).ToList();
        var fault = new Fault
        {
            Path = "/sales",
            Kind = FaultKind.Before,
            Skip = skip,
            Times = 1,
            Before = () =>
            {
                foreach (var sale in (TruthOrder[])[sales[0], sales[sales.Count / 2], sales[^1]]) shop.Truth.Orders[shop.Truth.Orders.IndexOf(sale)] = sale with { CustomerId = null };
                shop.Truth.Orders.Add(sales[1] with { Id = Guid.Parse("00000000-0000-4000-8000-000000000001").ToString(), CustomerId = null });
            },
        };
        shop.Fake.Faults.Add(fault);

        var read = await shop.Connect().ReadAsync(PosStream.Orders);

        fault.Hits.ShouldBe(1);
        Expectation.Compare(PosStream.Orders, read, shop.Fake);
        read.End!.Coverage.ShouldBe(CoverageKind.Everything);
    }
}
