#nullable enable
using Earshot.Rooms.Api;

namespace Earshot.Rooms
{
    /// <summary>Something a player wrote. A value.</summary>
    public sealed class ChatLine
    {
        /// <summary>Who; vouched for by the room, not by the line.</summary>
        public PlayerId Author { get; }

        /// <summary>Counts the author's lines from 1, anew each time the author joins.</summary>
        public int Number { get; }

        /// <summary>What; as the author typed it.</summary>
        public string Text { get; }

        public ChatLine(PlayerId author, int number, string text)
        {
            Author = author;
            Number = number;
            Text = text;
        }

        public override string ToString() => $"{Author} ({Number}): {Text}";
    }
}
