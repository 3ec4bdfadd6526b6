using Sync.Engine.Ledger;

namespace Sync.Engine.Tests;

public sealed class LedgerTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Given_rows_that_are_set_changed_and_removed_When_looked_for_packed_and_loaded_Then_they_are_those_of_a_dictionary(int seed)
    {
        var random = new Random(seed);
        var (table, model) = (new LedgerTable(), new Dictionary<string, byte[]>(StringComparer.Ordinal));
        for (var round = 0; round < 4; round++)
        {
            for (var step = 0; step < 5000; step++) Change(table, model, random);
            ShouldEqual(table, model);
            table.FitBuckets(20_000, 30_000);
            table.MarkAllDirty();
            var packed = table.PackDirty("rows").OrderBy(b => b.Bucket).Select(b => (b.Body.Read().Bytes("rows")!, BucketPrint.Bytes)).ToList();
            packed.Count.ShouldBe(table.Buckets);
            ShouldEqual(table = LedgerTable.Load(table.Buckets, packed), model);
        }
    }

    [Fact]
    public void Given_a_few_large_rows_When_buckets_are_chosen_Then_none_holds_more_than_it_may()
    {
        for (var tables = 0; tables < 50; tables++)
        {
            var table = new LedgerTable();
            for (var i = 0; i < 30; i++) table.Set($"{tables}-{i}", StableHash.Of($"{tables}-{i}"), new byte[140_000]);

            table.FitBuckets(600_000, 1_000_000);

            table.MarkAllDirty();
            table.PackDirty("rows").Max(b => b.Body.Read().Bytes("rows")!.Length).ShouldBeLessThanOrEqualTo(1_000_000);
        }
    }

    [Fact]
    public void Given_a_row_that_no_bucket_takes_When_buckets_are_chosen_Then_the_others_are_not_cut_up_for_it()
    {
        var table = new LedgerTable();
        for (var i = 0; i < 1000; i++) table.Set($"{i}", StableHash.Of($"{i}"), new byte[1000]);
        table.Set("large", StableHash.Of("large"), new byte[1_200_000]);

        table.FitBuckets(600_000, 1_000_000);

        table.Buckets.ShouldBe(4, "what its bytes ask for");
    }

    [Fact]
    public void Given_a_row_that_is_set_again_and_again_When_looked_for_Then_the_last_one_is_found_and_the_others_rows_stand()
    {
        var (table, model) = (new LedgerTable(), new Dictionary<string, byte[]>(StringComparer.Ordinal));
        for (var i = 0; i < 3000; i++)
        {
            var id = i % 10 == 0 ? $"kept{i}" : "often";
            var row = new byte[1000 + i]; // each longer than the one before, so that what is wasted is given back now and then
            row[^1] = (byte)i;
            table.Set(id, StableHash.Of(id), row);
            model[id] = row;
        }

        ShouldEqual(table, model);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Given_rows_of_all_sizes_When_what_they_waste_is_given_back_Then_every_row_stands(int seed)
    {
        var random = new Random(seed);
        var (table, model) = (new LedgerTable(), new Dictionary<string, byte[]>(StringComparer.Ordinal));
        for (var step = 0; step < 8000; step++)
        {
            var id = $"id-{random.Next(300)}";
            var row = new byte[random.Next(50) == 0 ? 60_000 + random.Next(80_000) : random.Next(6000)]; // some take a block of their own
            random.NextBytes(row);
            table.Set(id, StableHash.Of(id), row);
            model[id] = row;
        }

        ShouldEqual(table, model);
        table.Bytes.ShouldBeLessThan(model.Sum(m => m.Value.Length + 16));
    }

    [Fact]
    public void Given_marks_When_rows_are_set_again_or_others_removed_Then_the_marks_stay()
    {
        var table = new LedgerTable();
        foreach (var id in (string[])["a", "b", "c"]) table.Set(id, StableHash.Of(id), [1]);
        table.MarkSeen(StableHash.Of("a"));
        table.MarkWritten(StableHash.Of("a")).ShouldBeFalse();
        table.Remove(StableHash.Of("b"));
        table.Set("a", StableHash.Of("a"), [1, 2, 3]);
        table.Set("d", StableHash.Of("d"), [4]);

        table.IsSeen(StableHash.Of("a")).ShouldBeTrue();
        table.MarkWritten(StableHash.Of("a")).ShouldBeTrue();
        table.Unseen().Select(table.IdOf).Order().ShouldBe(["c", "d"]);
    }

    private static void Change(LedgerTable table, Dictionary<string, byte[]> model, Random random)
    {
        var id = $"id-{random.Next(3000)}";
        var row = new byte[random.Next(random.Next(20) == 0 ? 300 : 40)];
        random.NextBytes(row);
        if (random.Next(3) == 0)
        {
            table.Remove(StableHash.Of(id));
            model.Remove(id);
            return;
        }

        var undo = table.Restore(id, StableHash.Of(id));
        table.Set(id, StableHash.Of(id), row);
        if (random.Next(10) == 0) undo();
        else model[id] = row;
    }

    private static void ShouldEqual(LedgerTable table, Dictionary<string, byte[]> model)
    {
        table.Count.ShouldBe(model.Count);
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        table.ForEach((key, id, row) => found.Add(System.Text.Encoding.UTF8.GetString(id), row.ToArray()));
        foreach (var (id, row) in model)
        {
            found[id].SequenceEqual(row).ShouldBeTrue(id);
            table.TryGet(StableHash.Of(id), out var stands).ShouldBeTrue(id);
            stands.SequenceEqual(row).ShouldBeTrue(id);
            table.IdOf(StableHash.Of(id)).ShouldBe(id);
        }

        table.Keys().Count.ShouldBe(model.Count);
        table.Contains(StableHash.Of("nobody")).ShouldBeFalse();
    }
}
