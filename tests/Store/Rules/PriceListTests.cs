namespace Sync.Store.Tests.Rules;

public sealed class PriceListTests
{
    [Fact]
    public void Given_operations_When_priced_Then_by_Firestores_list() =>
        PriceList.Of(new StoreOperations(100_000, 200_000, 50_000)).ShouldBe(0.06m + 0.36m + 0.01m);

    [Fact]
    public void Given_a_quiet_run_When_priced_for_a_month_Then_for_48_runs_a_day() =>
        PriceList.PerMonth(new StoreOperations(10, 2, 0)).ShouldBe(1440 * (10 * 0.06m + 2 * 0.18m) / 100_000);
}
