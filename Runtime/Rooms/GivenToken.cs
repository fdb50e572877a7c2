#nullable enable
using System.Threading;
using System.Threading.Tasks;
using Earshot.Realtime;

namespace Earshot.Rooms
{
    /// <summary>One token that the game got from its backend beforehand. When it expires, the room can no longer be
    /// joined again; a game that stays long gives an <see cref="ITokenSource"/> of its own.</summary>
    public sealed class GivenToken : ITokenSource
    {
        private readonly string _token;

        public GivenToken(string token) => _token = token;

        public Task<ApiResult<string>> GetTokenAsync(CancellationToken cancellation) =>
            Task.FromResult<ApiResult<string>>(_token);
    }
}
