courses-menu-button = Courses
courses-resume-button = Continue: { $course_title }
courses-command-courses = Courses and your progress
courses-page-button = { $page } of { $pages }
courses-unknown =
    There’s no such course here: the link is old or the course was closed.
    This is the menu, with every course that is open to you.

courses-catalogue =
    <b>Courses</b>
    Choose a course. Your progress is kept, so come back any day.
courses-catalogue-empty =
    <b>Courses</b>
    The community’s courses will be here. There are none yet.
courses-item-begun = { $title } · { $percent }%
courses-item-finished = { $title } · done

courses-course = <b>{ $title }</b>
courses-course-summary = { $summary }
courses-course-empty = No lessons yet, they will appear here.
courses-course-new =
    { $total ->
        [one] { $total } lesson
       *[other] { $total } lessons
    }, { $minutes_left } min.
    First: “{ $next_title }”.
courses-course-begun =
    { $total ->
        [one] { $done } of { $total } lesson done
       *[other] { $done } of { $total } lessons done
    }
    { $bar } { $percent }%
    Next: “{ $next_title }”, { $next_minutes } min.
courses-course-finished =
    You’ve finished this course, and its lessons stay open.
    { $bar } { $percent }%
courses-begin-button = Start the course
courses-continue-button = Continue lesson { $next_position }
courses-lessons-button = All lessons
courses-share-button = Share
courses-share = The course “{ $title }”
courses-share-finished = I’ve finished “{ $title }”. Worth your time
courses-share-result = “{ $title }”: { $right } of { $total } in the quiz. Want to try?
courses-progress =
    { $total ->
        [one] { $done } of { $total } lesson done
       *[other] { $done } of { $total } lessons done
    }

courses-lessons = <b>{ $title }</b>
courses-module = <b>{ $title }</b>
courses-line-done = ✓ { $position }. { $title }, { $minutes } min
courses-line-open = ▸ { $position }. { $title }, { $minutes } min
courses-line-locked = ○ { $position }. { $title }, { $minutes } min

courses-lesson =
    <b>{ $title }</b>
    Lesson { $position } of { $total }, { $minutes } min
courses-later-button = Read on
courses-quiz-button = Take the quiz
courses-complete-button = Complete the lesson
courses-next-button = Open the next lesson
courses-leave-button = To the course
courses-lesson-button = To the lesson
courses-finished =
    <b>You’ve finished “{ $title }”</b>
    { $total ->
        [one] { $total } lesson
       *[other] { $total } lessons
    } from start to end. 🎉
    The lessons stay open: come back to any of them.

courses-question =
    <b>Question { $number } of { $total }</b>
    { $text }
courses-question-multiple = Tick every right answer, then tap “Answer”.
courses-question-none =
    <b>No questions left</b>
    You’ve answered all of them.
courses-answer-button = Answer
courses-answer-right =
    <b>Right</b>
    { $text }
    Your answer: { $chosen }
courses-answer-wrong =
    <b>Not quite</b>
    { $text }
    Your answer: { $chosen }
    Right: { $right }
courses-answer-explanation = { $explanation }
courses-next-question-button = Next question
courses-result-button = Show the result
courses-result-passed =
    <b>Quiz passed: { $right } of { $total }</b>
    “{ $title }”
    Now complete the lesson.
courses-result-done =
    <b>Quiz passed: { $right } of { $total }</b>
    “{ $title }”
    You’ve completed this lesson already.
courses-result-failed =
    <b>Not passed yet: { $right } of { $total }</b>
    “{ $title }”
    You need { $pass_percent }%, now it’s { $percent }%. Try as often as you like.
courses-retry-button = Try again

courses-error-locked = Finish “{ $title }” first.
courses-error-quiz-not-passed = Pass this lesson’s quiz first.
courses-error-quiz-not-begun = This attempt is over. Start the quiz again.
