#nullable enable
using System;
using System.Collections.Generic;
using Earshot.Rooms;
using UniRx;
using UnityEngine;
using UnityEngine.Events;

namespace Earshot
{
    /// <summary>Joins a voice room and keeps one <see cref="Voice"/> for each other player in it: the one that the game
    /// has given the player's id, or else a copy of the prefab. All members belong to the main thread.</summary>
    [AddComponentMenu("Earshot/Voice Room")]
    [DisallowMultipleComponent]
    public sealed class VoiceRoom : MonoBehaviour
    {
        [SerializeField]
        [Tooltip("The voice server. The default is the one that runs on this machine in development.")]
        private string _serverUrl = "http://127.0.0.1:7880";

        [SerializeField]
        [Tooltip("The room to join. Players in the same room hear each other.")]
        private string _room = "lobby";

        [SerializeField]
        [Tooltip("The name others see. A token from your backend carries its own and wins.")]
        private string _playerName = "";

        [SerializeField]
        [Tooltip("The local player's id in the room. Empty to be given one. A token from your backend wins.")]
        private string _playerId = "";

        [SerializeField]
        [Tooltip("Join when the scene starts. Off to call Connect yourself, for instance with a token.")]
        private bool _connectOnStart = true;

        [SerializeField]
        [Tooltip("Spawned for each other player who has no Voice in the scene yet; has a Voice on it or below it.")]
        private GameObject? _playerPrefab = null;

        [SerializeField]
        [Tooltip("The room was joined.")]
        private UnityEvent _joined = new UnityEvent();

        [SerializeField]
        [Tooltip("Another player came; this is the player's Voice.")]
        private VoiceEvent _playerJoined = new VoiceEvent();

        [SerializeField]
        [Tooltip("Another player went; this is the player's id.")]
        private TextEvent _playerLeft = new TextEvent();

        [SerializeField]
        [Tooltip("The room cannot be joined, for the reason given; nothing more is tried.")]
        private TextEvent _failed = new TextEvent();

        private readonly ReactiveProperty<RoomState> _state = new ReactiveProperty<RoomState>(RoomState.Left);
        private readonly ReactiveProperty<string> _problem = new ReactiveProperty<string>("");
        private readonly Avatars _avatars = new Avatars();
        private IReadOnlyList<RemoteVoice> _seen = Array.Empty<RemoteVoice>();
        private ITokenSource? _tokens;
        private bool _hasStarted;
        private bool _isWanted;

        /// <summary>The client behind this room; null while it is not connected.</summary>
        public RoomClient? Client { get; private set; }

        /// <summary>Where it stands.</summary>
        public IReadOnlyReactiveProperty<RoomState> State => _state;

        /// <summary>What is wrong, as a sentence that says what to do; empty while nothing is.</summary>
        public IReadOnlyReactiveProperty<string> Problem => _problem;

        /// <summary>The voices of the other players in the room.</summary>
        public IReadOnlyReactiveCollection<Voice> Voices => _avatars.Voices;

        /// <summary>The local player's id, as the room knows it; empty before it has joined.</summary>
        public string PlayerId => Client?.Self.Value.Value ?? "";

        /// <summary>Seconds since the room opened, the same for all players; 0 before it has joined.</summary>
        public double RoomTime => Client?.RoomTime ?? 0;

        /// <summary>The voice server's address; takes effect with the next Connect.</summary>
        public string ServerUrl
        {
            get => _serverUrl;
            set => _serverUrl = value;
        }

        /// <summary>The room's name; takes effect with the next Connect.</summary>
        public string RoomName
        {
            get => _room;
            set => _room = value;
        }

        /// <summary>The local player's name; takes effect with the next Connect.</summary>
        public string PlayerName
        {
            get => _playerName;
            set => _playerName = value;
        }

        /// <summary>Spawned for each other player who has no Voice in the scene yet; has a Voice on it or below
        /// it.</summary>
        public GameObject? PlayerPrefab
        {
            get => _playerPrefab;
            set => _playerPrefab = value;
        }

        /// <summary>Joins, with tokens that the server itself gives out in development.</summary>
        public void Connect() => Connect((ITokenSource?)null);

        /// <summary>Joins with a token that the game's backend made.</summary>
        public void Connect(string token) => Connect(new GivenToken(token));

        /// <summary>Joins, asking there for tokens whenever one is needed.</summary>
        public void Connect(ITokenSource? tokens)
        {
            Close();
            _tokens = tokens;
            _isWanted = true;
            if (isActiveAndEnabled) Open();
        }

        /// <summary>Leaves, until Connect is called again.</summary>
        public void Leave()
        {
            _isWanted = false;
            Close();
        }

        /// <summary>Another player's voice by id; null while nobody in the room has it.</summary>
        public RemoteVoice? Find(string playerId)
        {
            // A list, not a dictionary: it is short, and indexing it allocates nothing.
            for (int i = 0; i < _seen.Count; i++)
            {
                if (_seen[i].Player.Id.Value == playerId) return _seen[i];
            }

            return null;
        }

        private void Awake()
        {
            Voices.ObserveAdd().Subscribe(added => _playerJoined.Invoke(added.Value));
            Voices.ObserveRemove().Subscribe(removed => _playerLeft.Invoke(removed.Value.PlayerId));
        }

        private void Start()
        {
            _hasStarted = true;
            _isWanted |= _connectOnStart;
            if (_isWanted && Client == null) Open();
        }

        private void OnEnable()
        {
            if (_hasStarted && _isWanted) Open();
        }

        private void Update()
        {
            if (Client == null) return;
            Show(Client.State.Value, Client.Problem.Value);
            IReadOnlyList<RemoteVoice> now = Client.Voices.Value;
            if (!ReferenceEquals(now, _seen)) See(now);
        }

        private void OnDisable() => Close();

        private void Open()
        {
            try
            {
                var options = new RoomOptions(new Uri(_serverUrl), _room)
                {
                    PlayerId = Rooms.Api.PlayerId.FromNullable(_playerId),
                    PlayerName = _playerName,
                    Tokens = _tokens,
                };
                Client = new RoomClient(options);
                Show(RoomState.Connecting, "");
            }
            catch (UriFormatException)
            {
                Show(
                    RoomState.Failed,
                    $"The server URL \"{_serverUrl}\" is none: write it like http://127.0.0.1:7880.");
            }
            catch (Exception e) when (e is ArgumentException || e is DllNotFoundException)
            {
                Show(RoomState.Failed, e.Message);
            }
        }

        private void Close()
        {
            Client?.Dispose();
            Client = null;
            See(Array.Empty<RemoteVoice>());
            Show(RoomState.Left, "");
        }

        private void See(IReadOnlyList<RemoteVoice> players)
        {
            _seen = players;
            _avatars.Match(players, _playerPrefab);
        }

        private void Show(RoomState state, string problem)
        {
            bool isNewProblem = problem != _problem.Value && problem.Length > 0;
            _problem.Value = problem;
            if (isNewProblem) Debug.LogWarning($"Earshot: {problem}", this);
            if (state == _state.Value) return;
            _state.Value = state;
            if (state == RoomState.Joined) _joined.Invoke();
            if (state == RoomState.Failed) _failed.Invoke(problem);
        }

        /// <summary>An event with a <see cref="Voice"/>, as the inspector shows it.</summary>
        [Serializable]
        public sealed class VoiceEvent : UnityEvent<Voice>
        {
        }

        /// <summary>An event with a text, as the inspector shows it.</summary>
        [Serializable]
        public sealed class TextEvent : UnityEvent<string>
        {
        }
    }
}
