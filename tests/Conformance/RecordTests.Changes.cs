using Sync.ConnectorKit;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What changes between reads.</summary>
public abstract partial class RecordTests
{
    /// <summary>Between what happens and the next read.</summary>
    private protected static readonly TimeSpan Later = TimeSpan.FromHours(1);

    [Fact]
    public async Task Given_records_changed_and_added_When_read_from_the_cursor_Then_all_of_them_come()
    {
        await using var shop = await ShopAsync();
        var cursors = await shop.ReadAllAsync();
        shop.Time.Advance(Later);
        Edit(shop, Edits.Some);
        shop.Time.Advance(Later);

        await shop.ReadAllAsync(cursors);

        shop.CompareAll();
    }

    [Fact]
    public async Task Given_more_records_of_one_instant_than_a_page_holds_When_read_and_read_again_Then_none_is_lost()
    {
        await using var shop = await ShopAsync();
        var cursors = await shop.ReadAllAsync();
        shop.Time.Advance(Later);
        Edit(shop, Edits.Everything);
        shop.Time.Advance(Later);

        cursors = await shop.ReadAllAsync(cursors);
        shop.CompareAll();

        shop.Time.Advance(Later);
        Edit(shop, Edits.Some);
        await shop.ReadAllAsync(cursors);
        shop.CompareAll();
    }

    [Fact]
    public async Task Given_a_sale_that_arrives_late_When_read_from_the_cursor_Then_it_comes()
    {
        await using var shop = await ShopAsync();
        var cursors = await shop.ReadAllAsync();
        shop.Time.Advance(Later);
        Edit(shop, Edits.LateSale);
        shop.Time.Advance(Later);

        await shop.ReadAllAsync(cursors);

        shop.Compare(PosStream.Orders);
    }

    [Fact]
    public async Task Given_deletions_and_undeletions_When_read_from_the_cursor_Then_the_records_go_and_come_back()
    {
        await using var shop = await ShopAsync();
        var cursors = await shop.ReadAllAsync();
        foreach (var deleted in new[] { true, false })
        {
            shop.Time.Advance(Later);
            Edits.Delete(shop.Truth, shop.Carrying, deleted, shop.Time.GetUtcNow());
            shop.Time.Advance(Later);
            cursors = await shop.ReadAllAsync(cursors);
            foreach (var stream in shop.Carrying) shop.Compare(stream);
        }
    }

    [Fact]
    public async Task Given_a_stream_that_shows_no_deletions_When_records_are_deleted_and_it_is_read_again_Then_nothing_is_called_gone()
    {
        await using var shop = await ShopAsync();
        var silent = shop.Streams.Except(shop.Carrying).ToList();
        var cursors = await shop.ReadAllAsync();
        shop.Time.Advance(Later);
        Edits.Delete(shop.Truth, silent, deleted: true, shop.Time.GetUtcNow());
        shop.Time.Advance(Later);

        foreach (var stream in shop.Streams)
        {
            var again = await shop.Reading.ReadAsync(stream, cursors[stream]);

            var end = again.End.ShouldNotBeNull(stream.ToString());
            if (!silent.Contains(stream)) continue;
            end.Coverage.ShouldBe(CoverageKind.Changes, $"{stream}: an absent record would be removed, but the descriptor says that deletions do not show");
            again.Pages.SelectMany(p => p.Deleted).ShouldBeEmpty(stream.ToString());
        }
    }
}
