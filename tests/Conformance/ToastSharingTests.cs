using Sync.ConnectorKit;
using Sync.Connectors.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What one of Toast's streams holds for the other, and until when.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastSharingTests
{
    private const int Room = 2;

    private readonly SharedAnswers<string> shared = new(new FakeTime(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)), Room);

    [Fact]
    public async Task Given_an_answer_When_the_other_stream_asks_for_it_Then_it_is_handed_out_once()
    {
        await AskAsync("p1", PosStream.Customers);

        (await shared.TakeAsync("p1", PosStream.Orders, () => Task.FromResult("asked again"), CancellationToken.None)).ShouldBe("p1");
        (shared.Waiting("p1", PosStream.Orders) is null).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_stream_that_is_through_When_the_other_asks_Then_nothing_is_held_for_it()
    {
        shared.Open(PosStream.Customers);
        shared.Close(PosStream.Customers);

        await AskAsync("p1", PosStream.Orders);

        (shared.Waiting("p1", PosStream.Customers) is null).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_stream_that_is_through_When_it_begins_again_Then_it_is_shared_with_again()
    {
        shared.Close(PosStream.Customers);
        shared.Open(PosStream.Customers);

        await AskAsync("p1", PosStream.Orders);

        (shared.Waiting("p1", PosStream.Customers) is null).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_answers_that_wait_When_the_stream_they_wait_for_is_through_Then_only_they_are_forgotten()
    {
        await AskAsync("of customers", PosStream.Customers);
        await AskAsync("of orders", PosStream.Orders);

        shared.Close(PosStream.Orders);

        (shared.Waiting("of customers", PosStream.Orders) is null).ShouldBeTrue();
        (shared.Waiting("of orders", PosStream.Customers) is null).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_no_room_left_When_more_is_asked_Then_it_is_not_held()
    {
        foreach (var page in (string[])["p1", "p2", "p3"]) await AskAsync(page, PosStream.Customers);

        (shared.Waiting("p3", PosStream.Orders) is null).ShouldBeTrue();
        (shared.Waiting("p1", PosStream.Orders) is null).ShouldBeFalse();
        (shared.Waiting("p2", PosStream.Orders) is null).ShouldBeFalse();
    }

    private Task<string> AskAsync(string page, PosStream stream) => shared.TakeAsync(page, stream, () => Task.FromResult(page), CancellationToken.None);
}
