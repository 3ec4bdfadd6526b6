using Sync.Connectors.Files.Reading;
using Xunit;

namespace Sync.Files.Tests;

public sealed class ReadAheadGiven
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(1_000_003)]
    public void Given_a_stream_of_uneven_pieces_When_it_is_read_ahead_Then_the_same_bytes_come(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var ahead = new ReadAheadStream(new Pieces(bytes, length));

        var read = new MemoryStream();
        var random = new Random(7);
        var buffer = new byte[200_000];
        for (int taken; (taken = ahead.Read(buffer, 0, random.Next(1, buffer.Length))) > 0;) read.Write(buffer, 0, taken);

        Assert.Equal(bytes, read.ToArray());
        Assert.Equal(0, ahead.Read(buffer, 0, buffer.Length));
    }

    [Fact]
    public void Given_a_stream_that_breaks_When_it_is_read_ahead_Then_its_own_error_comes_where_it_broke()
    {
        using var ahead = new ReadAheadStream(new Pieces(new byte[300_000], 3) { BreaksAt = 200_000 });
        var buffer = new byte[10_000];
        var read = 0L;

        var thrown = Assert.Throws<InvalidDataException>(() =>
        {
            for (int taken; (taken = ahead.Read(buffer)) > 0;) read += taken;
        });

        Assert.Equal("broken", thrown.Message);
        Assert.InRange(read, 100_000, 200_000);
        Assert.Throws<InvalidDataException>(() => ahead.Read(buffer));
    }

    [Fact]
    public void Given_a_slow_stream_When_the_reader_stops_in_its_midst_Then_it_is_closed_once_nobody_reads_it()
    {
        var pieces = new Pieces(new byte[1_000_000], 5) { Pause = TimeSpan.FromMilliseconds(2) };
        using (var ahead = new ReadAheadStream(pieces))
        {
            var buffer = new byte[100];
            for (var i = 0; i < 3; i++) ahead.ReadExactly(buffer);
        }

        Assert.True(pieces.Closed);
        Assert.False(pieces.ReadWhenClosed);
    }

    [Fact]
    public void Given_a_look_at_the_beginning_When_it_is_read_once_Then_nothing_is_read_ahead()
    {
        var pieces = new Pieces(new byte[1_000_000], 5);
        using var ahead = new ReadAheadStream(pieces);

        _ = ahead.Read(new byte[4_096]);

        Assert.Equal(1, pieces.Reads);
    }

    /// <summary>Bytes that come in pieces of changing size.</summary>
    private sealed class Pieces(byte[] bytes, int seed) : ReadOnlyStream
    {
        private readonly Random random = new(seed);
        private int position;

        public int? BreaksAt { get; init; }

        public TimeSpan Pause { get; init; }

        public bool Closed { get; private set; }

        public bool ReadWhenClosed { get; private set; }

        public int Reads { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            Reads++;
            if (Pause > TimeSpan.Zero) Thread.Sleep(Pause);
            ReadWhenClosed |= Closed;
            if (position >= BreaksAt) throw new InvalidDataException("broken");
            var taken = Math.Min(Math.Min(random.Next(1, 30_000), buffer.Length), (BreaksAt ?? bytes.Length) - position);
            bytes.AsSpan(position, taken).CopyTo(buffer);
            position += taken;
            return taken;
        }

        protected override void Dispose(bool disposing)
        {
            Closed = true;
            base.Dispose(disposing);
        }
    }
}
