"""The sentences of the five seed articles, cut by hand."""

from pathlib import Path

import pytest

from annotations.text.sentences import SentenceCounter, sentence_at, sentence_spans

SEEDS = Path(__file__).parents[2] / "seeds"

SENTENCES = {
    "000": (
        "Beijing's clear signal to Washington: We will never compromise on Taiwan",
        (
            "China's Defense Ministry, presenting a report following talks with Washington on "
            "Monday and Tuesday, said Beijing will never compromise or back down on the Taiwan "
            "issue and asked the US to stop the process of arming Taiwan."
        ),
        "Jan 11, 2024\xa0-\xa006:19",
        "Beijing's clear signal to Washington: We will never compromise on Taiwan",
        "Beijing's clear signal to Washington: We will never compromise on Taiwan",
        (
            "After a long and tense delay, Washington and Beijing resumed military talks with "
            "Chinese military officials visiting the Pentagon for the first time in four years."
        ),
        (
            "The Chinese delegation's visit to Washington followed a meeting between US President "
            "Joe Biden and his Chinese counterpart Xi Jinping in California in November 2023, "
            "followed by US Chairman of the Joint Chiefs of Staff C.C. Brown's meeting with his "
            "Chinese counterpart General Liu Zhenli in December."
        ),
        (
            "The 2023 annual meetings, known as the US-China Defense Policy Coordination Dialogue, "
            "were canceled by China in protest of then-Speaker Nancy Pelosi's August 2022 visit to "
            "Taiwan."
        ),
        (
            "Following the meeting, China suspended all talks between military officials and began "
            "its largest military exercise in decades, including a missile launch over the island "
            "of Taiwan."
        ),
        (
            "In the letter, the Chinese president said the future of the world requires stability "
            "and improved relations between Beijing and Washington."
        ),
        (
            "Following the recent meeting of Chinese and US military officials on Monday and "
            'Tuesday, the Chinese military said in a statement addressed to the United States: "As '
            "Beijing insists that it will never compromise or back down on the Taiwan issue, the "
            'United States must also understand the roots of maritime problems." security, and he '
            "must fully understand the situation and strictly restrain his forward forces and stop "
            'exaggerating and making a fuss."'
        ),
        (
            "Relations between Beijing and Washington remain tense, and China's Foreign Ministry "
            "announced on Jan. 7 that it had imposed sanctions on five U.S. defense companies in "
            "response to arms sales to Taiwan and Washington's moves to impose sanctions on "
            "Chinese companies and figures."
        ),
        (
            "Chinese officials consider Taiwan an inalienable part of its territory and have "
            "always warned against U.S. moves that raise tensions regarding arms sales to Taiwan."
        ),
        (
            "Beijing has always considered this island an integral part of the Chinese motherland, "
            "a position supported by many countries, including Russia."
        ),
        (
            "Considering all these qualities and complexities, it must be said that one of the "
            "biggest issues between China and the United States in the South China Sea is the "
            "issue of Taiwan independence."
        ),
    ),
    "001": (
        "Beijing will 'never compromise' on Taiwan: Chinese military tells US",
        "World Defense",
        "Beijing will 'never compromise' on Taiwan: Chinese military tells US",
        (
            "Defense News ,China :- In recent discussions between Chinese and US military "
            "officials held in Washington, the Chinese delegation emphasized their unwavering "
            'stance on Taiwan, declaring that Beijing would "never compromise" on the issue.'
        ),
        (
            "The Chinese representatives urged their US counterparts to refrain from engaging in "
            'what they deemed "provocative actions" in the South China Sea, emphasizing the need '
            "for a resolution."
        ),
        (
            "According to the Chinese defense ministry's statement, China insisted on its "
            "commitment to the Taiwan issue and called for an end to the United States' support "
            "for Taiwan, particularly in terms of arming the self-ruled island."
        ),
        (
            "Additionally, China urged the US to reduce its military presence and provocative "
            "activities in the South China Sea, while ceasing support for actions that violate "
            "international norms."
        ),
        (
            "The statement emphasized that the United States should gain a comprehensive "
            "understanding of the root causes of maritime and air security issues, urging strict "
            "control over its frontline troops and discouraging exaggeration and sensationalism."
        ),
        (
            "The Chinese side also communicated its position on issues related to China's core "
            "interests and international hotspots during the talks."
        ),
        (
            "The talks, a result of an agreement between US President Joe Biden and Chinese leader "
            "Xi Jinping to restart military discussions, took place at the Pentagon."
        ),
        (
            "Led by US Deputy Assistant Secretary of Defense Michael Chase and China's Major "
            "General Song Yanchao, the discussions aimed at fostering healthy and stable "
            "military-to-military relations based on equality and respect, according to the "
            "Chinese side."
        ),
        (
            "In response, the US stressed the importance of maintaining open lines of military "
            "communication to prevent competition from escalating into conflict."
        ),
        (
            "Assistant Secretary of Defense Chase reiterated the US commitment to flying, sailing, "
            "and operating within the bounds of international law."
        ),
        (
            "He underscored the significance of respecting freedom of navigation in the high seas, "
            "particularly concerning repeated incidents of Chinese harassment against lawfully "
            "operating Philippine vessels in the South China Sea."
        ),
        (
            "The Pentagon highlighted Chase's reaffirmation of the importance of peace and "
            "stability across the Strait of Taiwan."
        ),
        (
            "The discussions concluded with both sides expressing their willingness to develop "
            "relations while addressing each other's concerns, emphasizing the need for actions "
            "conducive to the positive development of bilateral military ties."
        ),
        "Leave a Comment:",
        "No comments available for this post.",
    ),
    "002": (
        "China Rules Out Compromises On Taiwan With US - Defense Ministry",
        "China Rules Out Compromises on Taiwan With US - Defense Ministry",
        (
            "China's armed forces are ready to develop cooperation with the United States, but "
            "Taiwan remains a red line for any compromises, Chinese defense ministry spokesman Wu "
            "Qian said on Thursday"
        ),
        (
            "BEIJING (Pakistan Point News / Sputnik - 25th November, 2021) China's armed forces "
            "are ready to develop cooperation with the United States, but Taiwan remains a red "
            "line for any compromises, Chinese defense ministry spokesman Wu Qian said on Thursday."
        ),
        (
            "On Tuesday, the United States unveiled a list of 110 countries invited to attend a "
            "democracy summit in December."
        ),
        "The list did not include China but included Taiwan.",
        (
            '"We have repeatedly emphasized that China adheres to certain principles with regard '
            "to the development of relations between armed forces of the two countries."
        ),
        (
            "These principles are that sovereignty, dignity and major interests of China cannot be "
            "violated."
        ),
        "Especially on the Taiwan issue, on which China will not anyhow compromise.",
        'The US should have no illusions on this matter," Wu told a briefing.',
        (
            "The spokesman noted that maintaining healthy and stable relations between armed force "
            "of China and the United States serves the interests of both countries and meets the "
            "expectations of the international community."
        ),
        (
            "China attaches great importance to the development of relations and is ready to "
            "support exchange and cooperation with the US, he added."
        ),
        (
            "On Wednesday, Chinese foreign ministry spokesman Zhao Lijian criticized Taiwan's "
            'invitation to the US summit, calling on Washington to respect the "One-China" '
            "principle."
        ),
        (
            'He stressed that Taiwan is "an inalienable part" of China and that Taiwan has "no '
            'other status in international law except being part of China".'
        ),
        (
            "China and Taiwan split ways in 1949, when Chiang Kai-shek and the remnants of his "
            "Kuomintang government fled to Taiwan after suffering defeat from the Communist party."
        ),
        (
            "Since the 1980s, the relations between China and Taiwan started improving as China "
            'was promoting the concept of "One Country, Two Systems," granting Taiwan a '
            "significant autonomy if it accepted Chinese reunification."
        ),
        (
            "Starting from the 1990s, Taiwan and China have had informal communication channels "
            "through nongovernmental organizations."
        ),
        (
            "After Taiwan rejected the offer and set a course on democratization, the lean towards "
            "Taiwan's secession and independence started, complicating the bilateral relationship."
        ),
    ),
    "003": (
        "No menu items!",
        "US-China defense policy talks resume…",
        "Confirmation of differences in stance regarding Taiwan and the South China Sea",
        "Share This Post",
        "- Advertisement -",
        "Working-level negotiations for Deputy Vice Minister in Washington…",
        "Reopening after 4 years",
        "U.S. confirms defense commitments and freedom of navigation stance",
        "China: ‘We will never compromise on the Taiwan issue’",
        (
            "The U.S. and Chinese militaries held a defense policy coordination meeting in "
            "accordance with the agreement reached at the U.S.-China summit in San Francisco in "
            "November last year."
        ),
        (
            "Although the two sides reached a consensus on resuming exchanges, they were unable to "
            "narrow their differences on key issues such as the Taiwan issue and the South China "
            "Sea dispute."
        ),
        "- Advertisement -",
        (
            "On the 9th (local time), the Associated Press and others cited an announcement from "
            "the U.S. Department of Defense, citing Michael Chase, the U.S. Deputy Assistant "
            "Secretary of Defense for China, Taiwan, and Mongolia, who met with Major General Song "
            "Yanchao, deputy director of the International Military Cooperation Office of the "
            "Chinese Central Military Commission, at the Pentagon on the 8th and 9th."
        ),
        "It was reported that the U.S.-China defense policy coordination meeting was held.",
        (
            "The US-China defense policy coordination talks, which began in 2005 and were held in "
            "Beijing in January 2020, were suspended due to the deterioration of relations between "
            "the two countries."
        ),
        "- Advertisement -",
        (
            "The resumption of these talks after four years is also seen as a signal of the "
            "resumption of exchanges between the U.S. and Chinese military authorities."
        ),
        (
            "“The two sides discussed the U.S.-China defense relationship and reaffirmed their "
            "position that the United States will continue to fly, navigate, and operate safely "
            "and responsibly wherever international law allows,” the U.S. Department of Defense "
            "said in a press release."
        ),
        (
            "The U.S. Department of Defense also said, “The United States confirmed that its "
            "commitment to the Indo-Pacific and its allies around the world remains unchanged, and "
            "also reaffirmed the United States’ commitment to the ‘One China Policy.’”"
        ),
        (
            "In addition, he added, “This dialogue is a follow-up to the US-China summit held in "
            "November last year, and we decided to actively discuss with China regarding future "
            "promises between the Ministry of National Defense and military officials.”"
        ),
        (
            "On the other hand, China’s Ministry of National Defense said that it reaffirmed its "
            "basic position during this meeting."
        ),
        (
            "China’s Ministry of National Defense said, “We emphasized our stance that we will not "
            "compromise or back down on the Taiwan issue,” and “demanded that the United States "
            "adhere to the ‘one China’ principle, stop arming Taiwan, and oppose Taiwanese "
            "independence.”"
        ),
        (
            "He also said, “The United States must reduce military deployments and provocations in "
            "the South China Sea and stop supporting violations of the rights and interests of "
            "individual countries and provocative acts.”"
        ),
        "“He urged.",
        (
            "In addition, he added, “China’s strict position and serious concerns regarding issues "
            "of China’s core interests and international issues have been clearly stated.”"
        ),
        (
            "Meanwhile, the possibility of a meeting between the US and Chinese defense ministers "
            "is increasing as a result of this dialogue."
        ),
        (
            "In particular, with the appointment of Naval Commander Dong Jun as the new Minister "
            "of National Defense on the 29th of last month, the problem of the absence of a "
            "‘counterpart’ on the Chinese side has also been resolved."
        ),
        "Source: Donga",
        "- Advertisement -",
        "Related Posts",
    ),
    "004": (
        (
            "Taiwan question, South China Sea issue stressed in virtual meeting between Chinese, "
            "US senior military officials"
        ),
        (
            "Taiwan question, South China Sea issue stressed in virtual meeting between Chinese, "
            "US senior military officials"
        ),
        (
            "A senior Chinese military official on Thursday stressed China’s stance on the Taiwan "
            "question and the South China Sea issue in a virtual meeting with a US’ senior "
            "military official, as the two militaries started to resume talks following the recent "
            "meeting between the two countries’ top leaders."
        ),
        (
            "Top-level communication is conducive to easing tensions and avoiding accidents, but "
            "the US must change its hostile stance against China in order to substantially improve "
            "the bilateral ties, experts said on Friday."
        ),
        (
            "Liu Zhenli, a Central Military Commission (CMC) member and the chief of the CMC’s "
            "Joint Staff Department, on Thursday held a video teleconference with CQ Brown, "
            "Chairman of the Joint Chiefs of Staff of the US, at the latter’s request, China’s "
            "Ministry of National Defense said in a press release on the day."
        ),
        (
            "The meeting between the two heads of state of China and the US in San Francisco has "
            "reached important consensus on the resumption of the exchanges and communication "
            "between the two countries’ militaries, and the two militaries should carry out "
            "communication and cooperation based on equality and respect, so as to jointly promote "
            "the bilateral ties to stabilize and get better, said Liu."
        ),
        (
            "The key to develop healthy, stable and sustainable military relations is that the US "
            "should have right perception toward China, with the premise that the US should "
            "genuinely respect China’s core interests and major concerns, Liu said, noting that "
            "the key should be promoting pragmatic cooperation and boosting mutual understandings."
        ),
        (
            "Liu stressed that the Taiwan question is a pure internal affair of China that does "
            "not allow any external interference, and the Chinese military will resolutely defend "
            "national sovereignty and territorial integrity."
        ),
        (
            "The US should earnestly respect China’s territorial sovereignty and maritime rights "
            "in the South China Sea, speak and act with caution, and safeguard regional peace and "
            "stability as well as the overall situation in the China-US relations with practical "
            "actions, Liu told Brown."
        ),
        (
            "The two sides also discussed other topics, according to the Chinese Defense "
            "Ministry’s press release."
        ),
        (
            "Reuters said that the virtual meeting between Liu and Brown marked the first such "
            "conversation in over a year following an agreement between the two countries’ top "
            "leaders last month to resume military-to-military ties after then US House speaker "
            "Nancy Pelosi provocatively visited the island of Taiwan in August 2022."
        ),
        (
            "Communication between the senior military officials from the two countries conforms "
            "to the consensus reached by the two countries’ top leaders, and is conducive to "
            "easing tensions between the two militaries and avoiding accidents, Song Zhongping, a "
            "Chinese military expert and TV commentator, told the Global Times on Friday."
        ),
        (
            "But if the US does not change its hostile policy toward China, does not change its "
            "Indo-Pacific strategy that targets China and its designation of China as a systemic "
            "competitor, the China-US relations will not get better, as military mutual trust must "
            "be built on political mutual trust, Song said."
        ),
        "The Chinese side again stressed to the US its redlines and core interests, Song said.",
        (
            "“When it comes to safeguarding national sovereignty, security and development "
            "interests, China will not make an inch of compromise or concession no matter who the "
            "opponent is,” the expert said."
        ),
        (
            "The expert pointed out the US should stop selling arms and providing military aid to "
            "the island of Taiwan, and stop sending military aircraft and warships on China’s "
            "doorstep in provocative manners in the Taiwan Straits and the South China Sea, then "
            "there will be much less tensions between the two countries’ militaries."
        ),
        "Global Times",
        "Comments",
        "No comments yet.",
        "Why don’t you start the discussion?",
        "Leave a Reply",
        "Your email address will not be published.",
        "Required fields are marked *",
    ),
}


def read_seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("number", SENTENCES)
def test_every_sentence_of_the_seed_is_found(number: str) -> None:
    text = read_seed(number)
    found = tuple(text[start:end] for start, end in sentence_spans(text))
    assert found == SENTENCES[number]


@pytest.mark.parametrize("number", SENTENCES)
def test_a_caret_anywhere_in_the_seed_is_in_its_sentence(number: str) -> None:
    text = read_seed(number)
    counter = SentenceCounter(text)
    assert counter.total == len(SENTENCES[number])
    for index, span in enumerate(sentence_spans(text), start=1):
        for offset in (span.start, (span.start + span.end) // 2, span.end - 1):
            assert sentence_at(text, offset) == span
            assert counter.position(offset) == (index, counter.total)
