using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

public abstract partial class ConformanceTests
{
    /// <summary>Whether the POS has accounts that can be told from one another; not so where settings alone describe it.</summary>
    protected virtual bool TellsItsAccount => true;

    [Fact]
    public async Task Given_an_account_When_it_is_checked_twice_Then_the_POSs_own_id_of_it_is_told_and_the_same()
    {
        var time = new FakeTime(Start);
        await using var pos = await StartAsync(PosTruth.Generate(Plan), new FakePosOptions { Time = time });
        using var one = new ConformanceReading(pos, time);
        using var another = new ConformanceReading(pos, time);

        var first = await one.Connector.CheckAsync(one.Context, CancellationToken.None);
        var second = await another.Connector.CheckAsync(another.Context, CancellationToken.None);

        first.Ok.ShouldBeTrue();
        first.Accounts.Any().ShouldBe(TellsItsAccount);
        second.Accounts.ShouldBe(first.Accounts);
    }
}
